import { type ItemAmounts, type ItemChange, type OfferTerms, type Proposal } from './item-changes.ts';
import type { DeliveryAddress, OrderItem, PaymentMethod, PaymentStatus } from './orders.ts';
import type { Reason } from './reasons.ts';
import type { AlertPolicy } from './restaurant-settings.ts';
import type { Fulfilment, OrderChannel, OrderStatus } from './transitions.ts';
import type { Point } from './values.ts';
import type { VatRate, VatSum } from './vat-sums.ts';

export const arrivalPlaces = ['restaurant', 'door'] as const;
export type ArrivalPlace = (typeof arrivalPlaces)[number];

/** Why an order is unanswered: no screen received it, or staff did not react. The two escalate differently. */
export type Unanswered = 'not_received' | 'not_answered';

/** Of an order for later: the time that the customer chose, and what follows from it. */
export interface ScheduledTimes<T = Date> {
  /** When the customer wants it: at the restaurant for a pickup, at the door for a delivery. */
  for: T;
  /** When the lead time begins: the order enters the board and rings. */
  startsAt: T;
  /** When it must be ready, so that it is there in time. */
  readyAt: T;
}

/** The facts of an order's life. The order can be rebuilt from them alone, as of any version. */
export interface OrderFactData<T = Date> {
  'order.placed': {
    number: string;
    restaurantId: string;
    restaurantName: string;
    pickup: { address: string; location: Point };
    timeZone: string;
    customerId: string;
    customerName: string;
    customerPhone: string | null;
    items: OrderItem[];
    subtotal: number;
    discount: number;
    deliveryFee: number;
    /** For the courier. */
    tip: number;
    /** What the restaurant pays the courier. Absent for a pickup, and in orders that an earlier release stored. */
    courierFee?: number;
    totalAmount: number;
    /** Absent: there is no fee, or the restaurant named no VAT rates. */
    deliveryFeeVat?: VatRate;
    /** By rate. Absent: the restaurant named no VAT rates. */
    vat?: VatSum[];
    currency: string;
    fulfilment: Fulfilment;
    deliveryAddress: DeliveryAddress | null;
    /** null: the restaurant has no delivery area. */
    areaCheck: 'inside' | 'unchecked' | null;
    paymentMethod: PaymentMethod;
    paymentStatus: PaymentStatus;
    offerCode: string | null;
    offerTerms: OfferTerms | null;
    note: string | null;
    alertPolicy: AlertPolicy;
    /** Absent: online. */
    channel?: OrderChannel;
    /** Only of an order for later. */
    scheduled?: ScheduledTimes<T> | null;
    /** The number of the restaurant's screens that were connected when the alarm started. */
    screens?: number;
  };
  'order.received': { rendered: boolean; audible: boolean };
  'order.acknowledged': { by: { id: string; name: string } };
  'order.unanswered': { cause: Unanswered; since: T; screens?: number };
  'order.promised': {
    readyAt: T;
    deliverAt: T | null;
    /** What was promised before. Absent in the first promise. */
    previous?: { readyAt: T; deliverAt: T | null };
  };
  /** The courier's way says another time of arrival than the promise: later, or again as promised. */
  'order.arrival_changed': {
    readyAt: T;
    /** Now, and before. */
    expectedAt: T;
    expectedBefore: T;
    /** What the restaurant promised; null: it is kept again. */
    delayedFrom: T | null;
  };
  'order.moved': {
    from: OrderStatus;
    to: OrderStatus;
    undo: boolean;
    reason: string | null;
    /** The idempotency key of the request, if it had one. */
    key?: string;
    /** Of an order for later that begins to ring: the restaurant's screens that were connected. */
    screens?: number;
  };
  /** The kitchen finished these items, or takes that back. The order may move in the same decision. */
  'order.items_marked': {
    items: string[];
    state: 'waiting' | 'done';
    by: { id: string; name: string };
  };
  'order.recalled': { from: OrderStatus; to: OrderStatus } & Reason;
  'order.cancelled': { from: OrderStatus; by: 'staff' | 'customer' | 'system' } & Reason;
  'order.courier_assigned': {
    courier: { id: string; name: string; phone: string | null };
    /** The previously assigned courier, who loses access to the order with this event. */
    previous: string | null;
    /** Needed by the courier immediately. */
    pickupAddress: string;
    deliveryAddress: string;
    deliverAt: T | null;
  };
  /** The courier waits at the restaurant, or is at the customer's door. */
  'order.courier_arrived': { place: ArrivalPlace };
  'order.driver_named': {
    driver: { name: string };
    /** The assigned courier, who loses access to the order with this event. */
    previous: string | null;
    deliverAt: T | null;
  };
  /** Without `refunds`: nothing was or is to be refunded. */
  'order.payment_changed': { status: PaymentStatus; refunds?: Refunds };
  /** An item that cannot be made is taken out: by staff, or because the customer did not want its replacement. */
  'order.item_removed': ChangedItem & { cause: 'staff' | 'declined' | 'expired' };
  'order.quantity_lowered': ChangedItem;
  'order.replacement_proposed': Proposed<T>;
  'order.replacement_withdrawn': Proposed<T>;
  'order.replacement_agreed': ChangedItem & Proposed<T>;
  /** The item is taken out, or the order is cancelled, in the same decision. */
  'order.replacement_declined': Proposed<T>;
  'order.replacement_expired': Proposed<T>;
}

export interface ChangedItem {
  change: ItemChange;
  amounts: ItemAmounts;
}

interface Proposed<T> {
  proposal: Proposal<T>;
  /** The total of the order with the replacement. */
  totalAmount: number;
}

/** What was returned of a card payment, and what is on its way back. */
export interface Refunds {
  due: number;
  refunded: number;
}
export type OrderFactType = keyof OrderFactData;

/** A fact with its version, time and actor. `actor` is null for Passline itself. */
export type OrderFact<T = Date> = {
  [K in OrderFactType]: {
    type: K;
    at: T;
    version: number;
    actor: { id: string; role: string; name?: string | null } | null;
    data: OrderFactData<T>[K];
  };
}[OrderFactType];
