export interface Charge {
  reference: string;
  amount: number;
  currency: string;
  /** What the customer's card is to the provider. */
  token: string;
}

/**
 * Whoever moves the money of cards. It accepts what is asked, or rejects to be asked again; how it came out it says by
 * webhook, at least once. The same reference is the same charge, however often it is asked for.
 */
export interface PaymentProvider {
  charge(charge: Charge): Promise<void>;
  refund(refund: Omit<Charge, 'token'>): Promise<void>;
}

/** Null: there is no provider, cards are not taken. */
export const CARD_PROVIDER = Symbol('card provider');
export const WEBHOOK_SECRET = Symbol('webhook secret');
