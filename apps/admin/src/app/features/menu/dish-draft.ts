import type { Request } from '@passline/api-client';
import type { Allergen, DishVat, MenuItem } from '@passline/contracts';
import { type Prices, priceOf } from '../../core/i18n/prices.ts';

export type DishRequest = Request<'addMenuItem'>['body'];

/** How many choices: one of the two usual cases, or between two numbers. */
export type OptionCount = 'one' | 'optional' | 'several';

export interface DraftChoice {
  name: string;
  price: string;
  /** Kitchen tickets leave it out. */
  isDefault: boolean;
}
export interface DraftOption {
  name: string;
  howMany: OptionCount;
  min: number;
  max: number;
  choices: DraftChoice[];
}
/** A dish while it is edited: prices are text until saved. */
export interface DishDraft {
  name: string;
  description: string;
  category: string;
  price: string;
  /** Null: not filled in yet. */
  allergens: Allergen[] | null;
  /** Absent: the dish names none, so the restaurant's rates count. */
  vat?: DishVat | undefined;
  options: DraftOption[];
}

export const emptyDraft = (category: string): DishDraft => ({
  name: '',
  description: '',
  category,
  price: '',
  allergens: null,
  options: [],
});
export const emptyChoice = (): DraftChoice => ({ name: '', price: '', isDefault: false });
export const emptyOption = (): DraftOption => ({
  name: '',
  howMany: 'one',
  min: 1,
  max: 1,
  choices: [emptyChoice(), emptyChoice()],
});

const howMany = (min: number, max: number): OptionCount =>
  max === 1 ? (min === 1 ? 'one' : 'optional') : 'several';

export function draftOf(dish: MenuItem, currency: string, prices: Prices): DishDraft {
  const { name, description, category } = dish;
  return {
    name,
    description,
    category,
    price: prices.typed(dish.price, currency),
    allergens: dish.allergens,
    ...(dish.vat && { vat: dish.vat }),
    options: dish.options.map(({ name: option, min, max, choices }) => ({
      name: option,
      howMany: howMany(min, max),
      min,
      max,
      choices: choices.map((choice) => ({
        name: choice.name,
        price: choice.price === 0 ? '' : prices.typed(choice.price, currency),
        isDefault: choice.isDefault ?? false,
      })),
    })),
  };
}

export const optionBounds = ({ howMany: how, min, max }: DraftOption): { min: number; max: number } =>
  how === 'one' ? { min: 1, max: 1 } : how === 'optional' ? { min: 0, max: 1 } : { min, max };

/** The request body. Only for a valid draft. */
export const dishRequestOf = (draft: DishDraft, currency: string): DishRequest => ({
  name: draft.name.trim(),
  description: draft.description.trim(),
  category: draft.category.trim(),
  price: priceOf(draft.price, currency) ?? 0,
  allergens: draft.allergens,
  ...(draft.vat && { vat: draft.vat }),
  options: draft.options.map((option) => ({
    name: option.name.trim(),
    ...optionBounds(option),
    choices: option.choices.map(({ name, price, isDefault }) => ({
      name: name.trim(),
      price: priceOf(price, currency) ?? 0,
      ...(isDefault && { isDefault }),
    })),
  })),
});

export type Part = 'name' | 'description' | 'category' | 'price' | 'allergens' | 'vat' | 'options';

/** The parts in which two versions differ. Availability does not count. */
export function differing(a: MenuItem, b: MenuItem): Part[] {
  const parts: Part[] = ['name', 'description', 'category', 'price', 'allergens', 'vat', 'options'];
  return parts.filter((part) => JSON.stringify(bare(a, part)) !== JSON.stringify(bare(b, part)));
}

/** Ids are not part of the comparison. */
const bare = (dish: MenuItem, part: Part): unknown =>
  part === 'options'
    ? dish.options.map(({ name, min, max, choices }) => [
        name,
        min,
        max,
        choices.map((c) => [c.name, c.price, c.isDefault ?? false]),
      ])
    : dish[part];
