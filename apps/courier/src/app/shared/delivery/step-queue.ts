import { DestroyRef, Service, inject, signal } from '@angular/core';
import { ApiError } from '@passline/api-client';
import type { Order } from '@passline/contracts';
import { readKept, writeKept } from '@passline/web/storage/kept-on-device.ts';
import { Subject, filter, firstValueFrom, fromEvent, merge, race, skip, timer } from 'rxjs';
import { v4 as uuid } from 'uuid';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierSession } from '../../core/session/courier-session.ts';
import type { KeptStep, StepName } from './steps.ts';

const kept = 'courier.steps';
const isSteps = (value: unknown): value is KeptStep[] =>
  Array.isArray(value) && value.every((it) => typeof it === 'object' && it !== null && 'key' in it);

/** No answer, or one that asks to try again: the step may have been made. */
const isUnanswered = (error: unknown): boolean =>
  !(error instanceof ApiError) || [0, 408, 425, 429, 500, 502, 503, 504].includes(error.status);

/** Waits between the tries, in ms; the last one is repeated. The network's return ends a wait. */
const waits = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Steps of deliveries, in the order in which they were pressed. Each is on the device before it is sent and until the
 * server has answered, over lost answers, tunnels and reloads.
 */
@Service({ autoProvided: false })
export class StepQueue {
  readonly #session = inject(CourierSession);
  readonly #realtime = inject(CourierRealtime).client;
  readonly #me = this.#session.user()?.id ?? '';
  readonly #steps = signal<readonly KeptStep[]>(
    (readKept(kept, isSteps) ?? []).filter(({ userId }) => userId === this.#me),
  );
  readonly #unanswered = signal(false);
  readonly #made = new Subject<{ step: KeptStep; order: Order }>();
  readonly #refused = new Subject<{ step: KeptStep; error: unknown }>();
  #running = false;
  #ended = false;

  readonly waiting = this.#steps.asReadonly();
  /** The last try was not answered. */
  readonly isUnanswered = this.#unanswered.asReadonly();
  readonly made$ = this.#made.asObservable();
  /** The server refused a step. It and the later ones of the same order are dropped. */
  readonly refused$ = this.#refused.asObservable();

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.#ended = true;
    });
    void this.#run();
  }

  add(orderId: string, step: StepName): void {
    this.#keep([
      ...this.#steps(),
      { key: uuid(), userId: this.#me, orderId, step, at: new Date().toISOString() },
    ]);
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let tries = 0;
    for (let step = this.#steps()[0]; step && !this.#ended; step = this.#steps()[0]) {
      try {
        const order = await this.#send(step);
        this.#keep(this.#steps().slice(1));
        this.#unanswered.set(false);
        tries = 0;
        this.#made.next({ step, order });
      } catch (error) {
        if (isUnanswered(error)) {
          this.#unanswered.set(true);
          await this.#pause(waits[Math.min(tries++, waits.length - 1)] ?? 0);
        } else if (this.#session.user()) {
          const { orderId } = step;
          this.#keep(this.#steps().filter((it) => it.orderId !== orderId));
          this.#unanswered.set(false);
          this.#refused.next({ step, error });
        } else break;
      }
    }
    this.#running = false;
  }

  #send({ key, orderId, step }: KeptStep): Promise<Order> {
    const { client } = this.#session;
    const params = { id: orderId };
    switch (step) {
      case 'at_restaurant':
        return client.call('reportArrival', { params, body: { place: 'restaurant' } });
      case 'at_door':
        return client.call('reportArrival', { params, body: { place: 'door' } });
      case 'picked_up':
        return client.call(
          'moveOrder',
          { params, body: { status: 'out_for_delivery' } },
          { idempotencyKey: key },
        );
      case 'delivered':
        return client.call('moveOrder', { params, body: { status: 'delivered' } }, { idempotencyKey: key });
    }
  }

  async #pause(ms: number): Promise<void> {
    const connected = this.#realtime.status$.pipe(
      // The state now is no news.
      skip(1),
      filter(({ state }) => state === 'connected'),
    );
    const isBack = merge(fromEvent(window, 'online'), connected);
    await firstValueFrom(race(timer(ms), isBack));
  }

  #keep(steps: readonly KeptStep[]): void {
    this.#steps.set(steps);
    writeKept(kept, steps.length > 0 ? steps : undefined);
  }
}
