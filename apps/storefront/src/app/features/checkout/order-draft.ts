import type { CreateOrderRequest, QuoteRequest, User } from '@passline/contracts';
import type { BasketLine } from '../../shared/basket/basket.ts';

/** Where, when and how the customer wants the basket. */
export interface OrderDraft {
  fulfilment: 'delivery' | 'pickup';
  address: string;
  /** Of the device, when the customer chose to send it with the address. */
  position: { lat: number; lng: number } | null;
  name: string;
  phone: string;
  note: string;
  offerCode: string;
  /** Of the subtotal. */
  tipPercent: number;
  paymentMethod: 'cash' | 'card';
  scheduledFor: string | null;
}

export const emptyDraft: OrderDraft = {
  fulfilment: 'delivery',
  address: '',
  position: null,
  name: '',
  phone: '',
  note: '',
  offerCode: '',
  tipPercent: 0,
  paymentMethod: 'cash',
  scheduledFor: null,
};

/** What this device fills in at the next order. A time, an offer and a note belong to one order. */
export const keptPart = ({ fulfilment, address, name, phone, paymentMethod }: OrderDraft) => ({
  fulfilment,
  address,
  name,
  phone,
  paymentMethod,
});
export type KeptDetails = ReturnType<typeof keptPart>;

export type DraftField = 'address' | 'name' | 'phone';
const shortestAddress = 5;
/** Digits, with the marks that people write between them. */
const phonePattern = /^\+?[\d\s()/.-]{5,30}$/;

/** The fields without which the order cannot be placed. A session has the name of its account. */
export function missingFields(
  { fulfilment, address, name, phone }: OrderDraft,
  user: User | undefined,
): DraftField[] {
  const missing: DraftField[] = [];
  if (fulfilment === 'delivery' && address.trim().length < shortestAddress) missing.push('address');
  if (!user && name.trim() === '') missing.push('name');
  if (!phonePattern.test(phone.trim())) missing.push('phone');
  return missing;
}

const tipOf = ({ fulfilment, tipPercent }: OrderDraft, subtotal: number): number =>
  fulfilment === 'delivery' ? Math.round((subtotal * tipPercent) / 100) : 0;

function addressOf({ fulfilment, address, position }: OrderDraft): QuoteRequest['deliveryAddress'] {
  const text = address.trim();
  if (fulfilment === 'pickup' || text.length < shortestAddress) return undefined;
  return position ? { text, ...position } : text;
}

export function quoteRequest(
  lines: readonly BasketLine[],
  draft: OrderDraft,
  subtotal: number,
): QuoteRequest {
  const tip = tipOf(draft, subtotal);
  const offerCode = draft.offerCode.trim();
  return {
    items: lines.map(({ menuItemId, quantity, note, options }) => ({
      menuItemId,
      quantity,
      ...(note !== '' && { note }),
      ...(options.length > 0 && { options: [...options] }),
    })),
    fulfilment: draft.fulfilment,
    paymentMethod: draft.paymentMethod,
    deliveryAddress: addressOf(draft),
    ...(tip > 0 && { tip }),
    ...(offerCode.length > 1 && { offerCode }),
    ...(draft.scheduledFor !== null && { scheduledFor: draft.scheduledFor }),
  };
}

export function orderRequest(
  restaurantId: string,
  lines: readonly BasketLine[],
  draft: OrderDraft,
  subtotal: number,
): CreateOrderRequest {
  const note = draft.note.trim();
  return {
    ...quoteRequest(lines, draft, subtotal),
    paymentMethod: draft.paymentMethod,
    restaurantId,
    phone: draft.phone.trim(),
    ...(note !== '' && { note }),
  };
}
