import { Refusal, type MenuItem, type CreateOrderRequest, type OrderItem } from '@passline/contracts';

interface Priced {
  items: OrderItem[];
  subtotal: number;
}

/** Computes the prices from the menu, never from the client, and reports all problems of the basket at once. */
export function price(wanted: CreateOrderRequest['items'], menu: ReadonlyMap<string, MenuItem>): Priced {
  const errors: { path: string; message: string }[] = [];
  const items: OrderItem[] = [];
  wanted.forEach((line, i) => {
    const dish = menu.get(line.menuItemId);
    if (!dish) return void errors.push({ path: `items.${i}.menuItemId`, message: 'is not on the menu' });
    if (!dish.available)
      return void errors.push({ path: `items.${i}.menuItemId`, message: `${dish.name} is sold out` });
    const options = chosenOptions(dish, line.options ?? [], `items.${i}.options`, errors);
    items.push({
      id: String(i + 1),
      menuItemId: dish.id,
      name: dish.name,
      unitPrice: dish.price + options.reduce((sum, o) => sum + o.price, 0),
      quantity: line.quantity,
      note: line.note?.trim() || null,
      options,
      category: dish.category,
    });
  });
  if (errors.length > 0)
    throw new Refusal(
      'item_unavailable',
      `${errors.map((e) => e.message).join('; ')}. Change your order and send it again.`,
      { errors },
    );
  return { items, subtotal: items.reduce((sum, item) => sum + item.unitPrice * item.quantity, 0) };
}

function chosenOptions(
  dish: MenuItem,
  ids: string[],
  path: string,
  errors: { path: string; message: string }[],
): OrderItem['options'] {
  const known = new Map(
    dish.options.flatMap((option) => option.choices.map((choice) => [choice.id, choice] as const)),
  );
  if (new Set(ids).size !== ids.length)
    errors.push({ path, message: `${dish.name}: a choice is listed twice` });
  for (const id of ids)
    if (!known.has(id)) errors.push({ path, message: `${dish.name} has no choice ${id}` });
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

/** The amounts of an order. A discount is at most the subtotal and does not reduce the delivery fee. */
export function total(subtotal: number, discount: number, deliveryFee: number) {
  const reduction = Math.min(discount, subtotal);
  return { subtotal, discount: reduction, deliveryFee, totalAmount: subtotal - reduction + deliveryFee };
}
