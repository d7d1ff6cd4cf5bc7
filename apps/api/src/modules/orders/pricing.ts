import {
  Refusal,
  vatRateOf,
  type Fulfilment,
  type MenuItem,
  type CreateOrderRequest,
  type OrderItem,
  type RestaurantSettings,
} from '@passline/contracts';

interface Fault {
  path: string;
  message: string;
}

/** A line of a basket. `item`: null if the dish is not on the menu. */
export interface PricedLine {
  wanted: CreateOrderRequest['items'][number];
  item: OrderItem | null;
  faults: Fault[];
}

/** Computes the prices from the menu, never from the client, and finds all that is wrong with each line. */
export const priceLines = (
  wanted: CreateOrderRequest['items'],
  menu: ReadonlyMap<string, MenuItem>,
): PricedLine[] =>
  wanted.map((line, i) => {
    const dish = menu.get(line.menuItemId);
    const path = `items.${i}.menuItemId`;
    if (!dish) return { wanted: line, item: null, faults: [{ path, message: 'is not on the menu' }] };
    const optionFaults: Fault[] = [];
    const options = chosenOptions(dish, line.options ?? [], `items.${i}.options`, optionFaults);
    // Of a sold-out dish no other choice helps.
    const faults = dish.available ? optionFaults : [{ path, message: `${dish.name} is sold out` }];
    const item = {
      id: String(i + 1),
      menuItemId: dish.id,
      name: dish.name,
      unitPrice: dish.price + options.reduce((sum, o) => sum + o.price, 0),
      quantity: line.quantity,
      note: line.note?.trim() || null,
      options,
      category: dish.category,
    };
    return { wanted: line, item, faults };
  });

/** The lines with their VAT rates of now, if the restaurant names rates. */
export const withVat = (
  lines: readonly PricedLine[],
  menu: ReadonlyMap<string, MenuItem>,
  vat: RestaurantSettings['vat'],
  fulfilment: Fulfilment,
): PricedLine[] =>
  lines.map((line) => {
    const rate = line.item && vatRateOf(vat, fulfilment, menu.get(line.item.menuItemId)?.vat?.[fulfilment]);
    return line.item && rate ? { ...line, item: { ...line.item, vat: rate } } : line;
  });

/** The items that can be ordered, and their price. */
export function orderableItems(lines: readonly PricedLine[]): { items: OrderItem[]; subtotal: number } {
  const items = lines.flatMap(({ item, faults }) => (item && faults.length === 0 ? item : []));
  return { items, subtotal: items.reduce((sum, item) => sum + amountOf(item), 0) };
}

export const amountOf = ({ unitPrice, quantity }: OrderItem): number => unitPrice * quantity;

/** Reports all faults of the lines at once; null if there is none. */
export function unavailable(lines: readonly PricedLine[]): Refusal | null {
  const errors = lines.flatMap(({ faults }) => faults);
  return errors.length === 0
    ? null
    : new Refusal(
        'item_unavailable',
        `${errors.map((e) => e.message).join('; ')}. Change your order and send it again.`,
        { errors },
      );
}

function chosenOptions(dish: MenuItem, ids: string[], path: string, errors: Fault[]): OrderItem['options'] {
  const known = new Map(
    dish.options.flatMap((option) => option.choices.map((choice) => [choice.id, choice] as const)),
  );
  if (new Set(ids).size !== ids.length)
    errors.push({ path, message: `${dish.name}: a choice is listed twice` });
  for (const id of ids) {
    const choice = known.get(id);
    if (!choice) errors.push({ path, message: `${dish.name} has no choice ${id}` });
    else if (!choice.available) errors.push({ path, message: `${dish.name}: ${choice.name} is sold out` });
  }
  for (const option of dish.options) {
    const count = option.choices.filter((choice) => ids.includes(choice.id)).length;
    if (count < option.min)
      errors.push({ path, message: `${dish.name}: choose at least ${option.min} of ${option.name}` });
    if (count > option.max)
      errors.push({ path, message: `${dish.name}: choose at most ${option.max} of ${option.name}` });
  }
  return ids.flatMap((id) => {
    const choice = known.get(id);
    if (!choice) return [];
    const { name, price, isDefault } = choice;
    return [{ id, name, price, ...(isDefault && { isDefault }) }];
  });
}

/** The amounts of an order. A discount is at most the subtotal and reduces neither the delivery fee nor the tip. */
export function total(subtotal: number, discount: number, deliveryFee: number, tip = 0) {
  const reduction = Math.min(discount, subtotal);
  return {
    subtotal,
    discount: reduction,
    deliveryFee,
    tip,
    totalAmount: subtotal - reduction + deliveryFee + tip,
  };
}
