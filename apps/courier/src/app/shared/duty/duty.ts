import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Courier, Point } from '@passline/contracts';
import { whileVisible } from '@passline/web/polling/polling.ts';
import { EMPTY, Subject, catchError, filter, firstValueFrom, merge, switchMap } from 'rxjs';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CourierApi } from '../../core/session/courier-api.ts';

const everyMs = 30_000;
const ownEvents: ReadonlySet<string> = new Set(['order:assigned', 'order:cancelled', 'order:recalled']);

/** Whether the courier is on duty, and what they carry, as the server knows it. */
@Service({ autoProvided: false })
export class Duty {
  readonly #api = inject(CourierApi);
  readonly #looks = new Subject<void>();
  readonly #courier = signal<Courier | undefined>(undefined);
  readonly #failure = signal<unknown>(undefined);
  readonly #changing = signal(false);

  readonly courier = this.#courier.asReadonly();
  readonly failure = this.#failure.asReadonly();
  readonly isChanging = this.#changing.asReadonly();
  readonly isOn = computed(() => {
    const courier = this.#courier();
    return courier !== undefined && courier.status !== 'offline';
  });

  constructor() {
    const { all$, resync$, revoked$, status$ } = inject(CourierRealtime).client;
    const mine = all$.pipe(filter(({ event }) => ownEvents.has(event)));
    const connected = status$.pipe(filter(({ state }) => state === 'connected'));
    whileVisible(everyMs, merge(this.#looks, mine, resync$, revoked$, connected))
      .pipe(
        switchMap(() =>
          this.#api.call('getOwnCourier').pipe(
            catchError((error: unknown) => {
              this.#failure.set(error);
              return EMPTY;
            }),
          ),
        ),
        takeUntilDestroyed(),
      )
      .subscribe((courier) => {
        if (!this.#changing()) this.#take(courier);
      });
  }

  look(): void {
    this.#looks.next();
  }

  /** Throws if the server does not confirm it: a switch must not look as if it had. */
  async change(isOn: boolean, at: Point | undefined): Promise<void> {
    this.#changing.set(true);
    try {
      const body = {
        status: isOn ? ('available' as const) : ('offline' as const),
        ...(at && { latitude: at.lat, longitude: at.lng }),
      };
      this.#take(await firstValueFrom(this.#api.call('changeCourierStatus', { body })));
    } finally {
      this.#changing.set(false);
    }
  }

  #take(courier: Courier): void {
    this.#failure.set(undefined);
    this.#courier.set(courier);
  }
}
