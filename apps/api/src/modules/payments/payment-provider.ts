export interface Charge {
  reference: string;
  amount: number;
  currency: string;
  /** The provider's token for the customer's card. */
  token: string;
}

/** The rest of a payment; with `refund`, a part of it. */
export type Refund = Omit<Charge, 'token'> & { refund?: string };

/**
 * A provider of card payments. It accepts a request, or rejects so that the server retries. It reports the result by
 * webhook, at least once. Charges are idempotent by reference, refunds by reference
 * and `refund`.
 */
export interface PaymentProvider {
  charge(charge: Charge): Promise<void>;
  refund(refund: Refund): Promise<void>;
}

/** Null: there is no provider, so cards are not accepted. */
export const CARD_PROVIDER = Symbol('card provider');
export const WEBHOOK_SECRET = Symbol('webhook secret');
