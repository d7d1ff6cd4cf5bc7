import {
  isInDeliveryArea,
  moneyText,
  Refusal,
  vatRateOf,
  vatSums,
  type AreaCheck,
  type CreateOrderRequest,
  type MenuItem,
  type OrderItem,
  type PaymentMethod,
  type QuoteRequest,
  type Restaurant,
  type RestaurantSettings,
} from '@passline/contracts';
import { orderableItems, type PricedLine, priceLines, total, unavailable, withVat } from './pricing.ts';
import { slotRefusal } from './scheduled.ts';
import { slotPlaceOf } from '../time-slots/time-slots.service.ts';

/**
 * The checks and prices of a basket, for quotes and for placing. Every function is pure: it gets loaded facts and returns
 * the result.
 */

/** What a new order depends on, loaded before the decision. */
export interface PlacementTerms {
  restaurant: Restaurant;
  settings: RestaurantSettings;
  menu: ReadonlyMap<string, MenuItem>;
  /** How many screens of the restaurant are connected now. */
  screens: number;
}

export interface Customer {
  id: string;
  name: string;
  phone: string | null;
}

/** A basket that passed the checks of `priceBasket`, with its prices. `place` requires one, so no check can be skipped. */
export interface PricedBasket {
  wanted: CreateOrderRequest;
  customer: Customer;
  terms: PlacementTerms;
  items: OrderItem[];
  /** The price of the items, without the delivery fee. */
  subtotal: number;
  areaCheck: AreaCheck;
}

/** A basket with its prices and all that refuses it, in the order in which placing it reports them. */
export interface AssessedBasket {
  lines: PricedLine[];
  items: OrderItem[];
  subtotal: number;
  areaCheck: AreaCheck;
  refusals: Refusal[];
}

/** The checks of an order that need no reservation, for quotes and for placing. `customerId`: null for a visitor. */
export function assessBasket(
  wanted: QuoteRequest,
  customerId: string | null,
  { restaurant, settings, menu }: PlacementTerms,
  payable: readonly PaymentMethod[],
  now: Date,
): AssessedBasket {
  const lines = withVat(priceLines(wanted.items, menu), menu, settings.vat, wanted.fulfilment);
  const { items, subtotal } = orderableItems(lines);
  const areaCheck = areaCheckOf(wanted, restaurant);
  const refusals = [
    unpayable(wanted.paymentMethod, payable),
    wrongTime(wanted.scheduledFor, restaurant, settings, now),
    blocked(customerId, restaurant, settings),
    unavailable(lines),
    wanted.fulfilment === 'delivery' && subtotal < restaurant.minimumOrder
      ? tooSmall(subtotal, restaurant)
      : null,
    areaCheck === 'outside' ? outside(restaurant) : null,
  ];
  return { lines, items, subtotal, areaCheck, refusals: refusals.filter((refusal) => refusal !== null) };
}

/** What a basket needs of the menu. */
export const dishesOf = ({ items }: Pick<QuoteRequest, 'items'>): string[] =>
  items.map(({ menuItemId }) => menuItemId);

export function priceBasket(
  wanted: CreateOrderRequest,
  customer: Customer,
  terms: PlacementTerms,
  payable: readonly PaymentMethod[],
  now: Date,
): PricedBasket {
  const { items, subtotal, areaCheck, refusals } = assessBasket(wanted, customer.id, terms, payable, now);
  const refusal = refusals[0] ?? withoutPhone(wanted, customer, terms.restaurant);
  if (refusal) throw refusal;
  return { wanted, customer, terms, items, subtotal, areaCheck };
}

/** The amounts of an order, and its VAT if the restaurant names rates. */
export function amountsOf(
  { fulfilment, tip }: QuoteRequest,
  { restaurant, settings: { vat: terms } }: Pick<PlacementTerms, 'restaurant' | 'settings'>,
  { items, subtotal }: Pick<AssessedBasket, 'items' | 'subtotal'>,
  discount: number,
) {
  const amounts = total(subtotal, discount, fulfilment === 'delivery' ? restaurant.deliveryFee : 0, tip);
  const feeVat = amounts.deliveryFee > 0 ? vatRateOf(terms, fulfilment, terms.deliveryFee) : undefined;
  const vat = vatSums({ items, ...amounts, deliveryFeeVat: feeVat });
  return { ...amounts, ...(feeVat && { deliveryFeeVat: feeVat }), ...(vat && { vat }) };
}

function unpayable(method: PaymentMethod | undefined, payable: readonly PaymentMethod[]): Refusal | null {
  return method === undefined || payable.includes(method)
    ? null
    : new Refusal('payment_failed', 'This server has no card payments. Use paymentMethod cash.');
}

function wrongTime(
  scheduledFor: string | undefined,
  restaurant: Restaurant,
  { scheduling }: RestaurantSettings,
  now: Date,
): Refusal | null {
  if (scheduledFor)
    return slotRefusal(restaurant, slotPlaceOf(restaurant), scheduling, new Date(scheduledFor), now);
  return restaurant.isOpen
    ? null
    : new Refusal('restaurant_closed', closed(restaurant), { opensAt: restaurant.opensAt });
}

function blocked(
  customerId: string | null,
  { name }: Restaurant,
  { blockedCustomers }: RestaurantSettings,
): Refusal | null {
  return customerId !== null && blockedCustomers.includes(customerId)
    ? new Refusal(
        'customer_blocked',
        `${name} takes no orders from this account. Call the restaurant, or order elsewhere.`,
      )
    : null;
}

/** Known only when the order is placed: the number may be that of the account. */
function withoutPhone(
  { fulfilment, phone }: CreateOrderRequest,
  customer: Customer,
  { name, phoneRequired }: Restaurant,
): Refusal | null {
  if (!phoneRequired || fulfilment !== 'delivery' || phone || customer.phone) return null;
  return new Refusal(
    'phone_required',
    `${name} delivers only with a telephone number for questions about the order.`,
    { errors: [{ path: 'phone', message: 'is required for a delivery of this restaurant' }] },
  );
}

function closed({ name, opensAt, message, timeZone }: Restaurant): string {
  const opens = opensAt
    ? ` It opens again on ${new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit' }).format(new Date(opensAt))}.`
    : '';
  return `${name} is closed.${message ? ` ${message}` : ''}${opens}`;
}

function tooSmall(subtotal: number, { name, minimumOrder, currency }: Restaurant): Refusal {
  const money = (amount: number) => moneyText(amount, currency);
  return new Refusal(
    'below_minimum',
    `${name} has a minimum order of ${money(minimumOrder)} for delivery. This order is ${money(subtotal)}.`,
    {
      errors: [{ path: 'items', message: `must cost at least ${money(minimumOrder)} in total` }],
    },
  );
}

/** An address without coordinates cannot be checked. It is accepted, because customers without a map must be able to order. */
function areaCheckOf({ fulfilment, deliveryAddress }: QuoteRequest, restaurant: Restaurant): AreaCheck {
  const { deliveryArea, location } = restaurant;
  if (fulfilment !== 'delivery' || !deliveryArea || deliveryAddress === undefined) return null;
  if (typeof deliveryAddress === 'string') return 'unchecked';
  return isInDeliveryArea(deliveryArea, location, deliveryAddress) ? 'inside' : 'outside';
}

const outside = ({ name }: Restaurant): Refusal =>
  new Refusal(
    'outside_delivery_area',
    `${name} does not deliver to this address. Choose another address or a pickup.`,
    {
      errors: [{ path: 'deliveryAddress', message: `is outside the delivery area of ${name}` }],
    },
  );
