import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';
import type { Dish } from './menu.ts';

/** One document per restaurant, with the restaurant's id, so that a basket is priced from one consistent state. */
export interface MenuDoc extends AggregateFields {
  dishes: Dish[];
  nextBack: Date | null;
}

export const MENU = 'Menu';

const Inner = { _id: false } as const;
const Choice = new Schema(
  { id: String, name: String, price: Number, isDefault: Boolean, soldOutUntil: Date },
  Inner,
);
const Option = new Schema({ id: String, name: String, min: Number, max: Number, choices: [Choice] }, Inner);
const DishSchema = new Schema<Dish>(
  {
    id: { type: String, required: true },
    name: { type: String, required: true },
    description: { type: String, default: '' },
    category: { type: String, required: true },
    price: { type: Number, required: true },
    allergens: { type: [String], default: null },
    vat: { type: Schema.Types.Mixed },
    options: [Option],
    picture: { type: Schema.Types.Mixed, default: null },
    soldOutUntil: { type: Date, default: null },
    version: { type: Number },
  },
  Inner,
);

export const MenuSchema = new Schema<MenuDoc>(
  {
    _id: { type: String, required: true },
    dishes: [DishSchema],
    nextBack: { type: Date, default: null },
  },
  { collection: 'menus' },
);
MenuSchema.plugin(aggregate);
// Finds menus with a dish that is available again.
MenuSchema.index({ nextBack: 1 });
