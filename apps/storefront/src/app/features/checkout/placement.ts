import { Service, inject, signal } from '@angular/core';
import { ApiError } from '@passline/api-client';
import type { CreateOrderRequest } from '@passline/contracts';
import { v4 as uuid } from 'uuid';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { readKept, writeKept } from '@passline/web/storage/kept-on-device.ts';

/** An order that was sent and not answered yet. */
interface Attempt {
  key: string;
  body: CreateOrderRequest;
  name: string;
  /** It may have arrived: only the same account may send it again. */
  wasSent?: boolean;
  /** The server has answered: only the payment and the page of the order are missing. */
  orderId?: string;
}

const isAttempt = (value: unknown): value is Attempt =>
  typeof value === 'object' && value !== null && 'key' in value && 'body' in value && 'name' in value;

/** Waits between the tries, in ms. After the last one the customer decides. */
const waits = [500, 1_000, 2_000, 4_000, 8_000];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** No answer, or one that asks to try again: the order may have arrived. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof ApiError && [0, 429, 502, 503, 504].includes(error.status);

/** The session ended; without one, the order is placed as a guest. */
const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

/**
 * Places an order exactly once. The attempt is on the device before it is sent, and keeps its idempotency key until the
 * server has answered: over lost answers, reloads and closed tabs.
 */
@Service({ autoProvided: false })
export class Placement {
  readonly #session = inject(CustomerSession);
  readonly #state = signal<'idle' | 'sending' | 'unanswered'>('idle');
  readonly #refusal = signal<unknown>(undefined);

  readonly state = this.#state.asReadonly();
  /** Why the server refused the last attempt. */
  readonly refusal = this.#refusal.asReadonly();

  /** The address of the order's page; undefined if it was refused, or if no answer came. */
  async place(body: CreateOrderRequest, name: string): Promise<string | undefined> {
    const attempt = this.pending(body.restaurantId) ?? { key: uuid(), body, name };
    this.#keep(attempt);
    return this.#send(attempt);
  }

  /** The attempt that an earlier page left without an answer. */
  pending(restaurantId: string): Attempt | undefined {
    return readKept(`attempt.${restaurantId}`, isAttempt);
  }

  /** Sends the pending attempt again. */
  async resume(restaurantId: string): Promise<string | undefined> {
    const attempt = this.pending(restaurantId);
    return attempt && this.#send(attempt);
  }

  async #send(attempt: Attempt): Promise<string | undefined> {
    this.#state.set('sending');
    this.#refusal.set(undefined);
    for (const wait of [...waits, undefined]) {
      try {
        const url = await this.#once(attempt);
        writeKept(`attempt.${attempt.body.restaurantId}`, undefined);
        this.#state.set('idle');
        return url;
      } catch (error) {
        if (isSignedOut(error) && !attempt.wasSent && !this.#session.user()) continue;
        if (!isUnanswered(error) && attempt.orderId === undefined) {
          // Refused: nothing was ordered, and the next attempt is another one.
          writeKept(`attempt.${attempt.body.restaurantId}`, undefined);
          this.#refusal.set(error);
          this.#state.set('idle');
          return undefined;
        }
        attempt.wasSent = true;
        this.#keep(attempt);
        if (wait !== undefined) await pause(wait);
      }
    }
    this.#state.set('unanswered');
    return undefined;
  }

  async #once(attempt: Attempt): Promise<string> {
    const { key, body, name } = attempt;
    const { client } = this.#session;
    if (attempt.orderId === undefined) {
      if (!this.#session.user()) await this.#session.beginAsGuest(name, body.phone ?? '');
      attempt.orderId = (await client.call('placeOrder', { body }, { idempotencyKey: key })).id;
      this.#keep(attempt);
    }
    const params = { id: attempt.orderId };
    // A payment that could not be started is shown on the order's page, where it can be repeated.
    if (body.paymentMethod === 'card')
      await client.call('payOrder', { params, body: {} }).catch(() => undefined);
    return (await client.call('createTrackingLink', { params })).url;
  }

  #keep(attempt: Attempt): void {
    writeKept(`attempt.${attempt.body.restaurantId}`, attempt);
  }
}
