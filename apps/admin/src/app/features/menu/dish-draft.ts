import type { MenuItem, CreateMenuItemRequest } from '@passline/contracts';
import type { z } from 'zod';
import { type Prices, priceOf } from '../../core/i18n/prices.ts';

export type DishRequest = z.input<typeof CreateMenuItemRequest>;

/** How many may be chosen: the two that nearly every option is, or between two numbers. */
export type OptionCount = 'one' | 'optional' | 'several';

export interface DraftChoice {
  name: string;
  price: string;
}
export interface DraftOption {
  name: string;
  howMany: OptionCount;
  min: number;
  max: number;
  choices: DraftChoice[];
}
/** A dish while somebody writes it: prices are words until they are saved. */
export interface DishDraft {
  name: string;
  description: string;
  category: string;
  price: string;
  options: DraftOption[];
}

export const emptyDraft = (category: string): DishDraft => ({
  name: '',
  description: '',
  category,
  price: '',
  options: [],
});
export const emptyChoice = (): DraftChoice => ({ name: '', price: '' });
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
    options: dish.options.map(({ name: option, min, max, choices }) => ({
      name: option,
      howMany: howMany(min, max),
      min,
      max,
      choices: choices.map((choice) => ({
        name: choice.name,
        price: choice.price === 0 ? '' : prices.typed(choice.price, currency),
      })),
    })),
  };
}

export const optionBounds = ({ howMany: how, min, max }: DraftOption): { min: number; max: number } =>
  how === 'one' ? { min: 1, max: 1 } : how === 'optional' ? { min: 0, max: 1 } : { min, max };

/** What the server is asked for. Only of a draft without faults. */
export const dishRequestOf = (draft: DishDraft, currency: string): DishRequest => ({
  name: draft.name.trim(),
  description: draft.description.trim(),
  category: draft.category.trim(),
  price: priceOf(draft.price, currency) ?? 0,
  options: draft.options.map((option) => ({
    name: option.name.trim(),
    ...optionBounds(option),
    choices: option.choices.map(({ name, price }) => ({
      name: name.trim(),
      price: priceOf(price, currency) ?? 0,
    })),
  })),
});

export type Part = 'name' | 'description' | 'category' | 'price' | 'options';

/** Which parts of a dish two versions of it do not have in common; whether it is sold out is none of them. */
export function differing(a: MenuItem, b: MenuItem): Part[] {
  const parts: Part[] = ['name', 'description', 'category', 'price', 'options'];
  return parts.filter((part) => JSON.stringify(bare(a, part)) !== JSON.stringify(bare(b, part)));
}

/** Ids say nothing about what a dish is. */
const bare = (dish: MenuItem, part: Part): unknown =>
  part === 'options'
    ? dish.options.map(({ name, min, max, choices }) => [
        name,
        min,
        max,
        choices.map((c) => [c.name, c.price]),
      ])
    : dish[part];
