import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Point } from '@passline/contracts';
import { Clock } from '@passline/web/time/clock.ts';
import { keepScreenOn } from '../../core/device/wake-lock.ts';
import { CourierRealtime } from '../../core/realtime/courier-realtime.ts';
import { CarriedOrders } from '../delivery/carried-orders.ts';
import { Duty } from '../duty/duty.ts';
import { type Sent, isWorthSending } from './position-pace.ts';

/** `off`: not watched, because the courier is off duty. `denied` and `unknown` say why there is none. */
export type PositionState = 'off' | 'searching' | 'shared' | 'denied' | 'unknown';

/** A fix of this age is shown, but not as where the courier is now. */
const oldAfterMs = 60_000;

/**
 * The courier's position on this device. It is watched and sent on duty only; off duty the browser is not even asked for
 * it.
 */
@Service({ autoProvided: false })
export class OwnPosition {
  readonly #client = inject(CourierRealtime).client;
  readonly #now = inject(Clock).now;
  readonly #duty = inject(Duty);
  readonly #carried = inject(CarriedOrders);
  readonly #fix = signal<GeolocationPosition | undefined>(undefined);
  readonly #state = signal<PositionState>('off');
  #sent: Sent | undefined;

  readonly state = this.#state.asReadonly();
  readonly at = computed<Point | undefined>(() => {
    const fix = this.#fix();
    return fix && { lat: fix.coords.latitude, lng: fix.coords.longitude };
  });
  readonly isOld = computed(() => {
    const fix = this.#fix();
    return fix !== undefined && this.#now() - fix.timestamp > oldAfterMs;
  });

  constructor() {
    const isCarrying = computed(() => this.#carried.orders().length > 0);
    // A delivery is shown from the device before the server has said that the courier is on duty.
    const isWatched = computed(() => this.#duty.isOn() || isCarrying());
    effect((onCleanup) => {
      if (!isWatched()) return;
      const id = this.#watch(isCarrying());
      if (id !== undefined) onCleanup(() => navigator.geolocation.clearWatch(id));
    });
    effect(() => {
      if (isWatched()) return;
      this.#fix.set(undefined);
      this.#state.set('off');
      this.#sent = undefined;
    });
    effect(() => {
      // Looked at every second: what is too soon now is sent later, also if the courier does not move on.
      this.#now();
      const fix = this.#fix();
      // The server shows it to the followers of the other orders too.
      const orderId = this.#carried.orders()[0]?.id;
      if (fix && this.#state() === 'shared' && this.#duty.isOn())
        untracked(() => void this.#send(fix, orderId));
    });
    keepScreenOn(isCarrying);
  }

  /** For going on duty: a first position, if the courier allows it and the device has one within a few seconds. */
  first(): Promise<Point | undefined> {
    const { geolocation } = navigator as Partial<Navigator>;
    if (!geolocation) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      geolocation.getCurrentPosition(
        ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude }),
        (error) => {
          this.#fail(error);
          resolve(undefined);
        },
        { maximumAge: 60_000, timeout: 6_000 },
      );
    });
  }

  #watch(isCarrying: boolean): number | undefined {
    const { geolocation } = navigator as Partial<Navigator>;
    if (!geolocation) {
      this.#state.set('unknown');
      return undefined;
    }
    this.#state.update((state) => (state === 'off' ? 'searching' : state));
    return geolocation.watchPosition(
      (fix) => {
        this.#fix.set(fix);
        this.#state.set('shared');
      },
      (error) => this.#fail(error),
      { enableHighAccuracy: isCarrying, maximumAge: 5_000 },
    );
  }

  #fail({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    this.#state.set(code === PERMISSION_DENIED ? 'denied' : 'unknown');
  }

  async #send({ coords }: GeolocationPosition, orderId: string | undefined): Promise<void> {
    const { latitude, longitude, speed, heading } = coords;
    const now = { at: { lat: latitude, lng: longitude }, time: Date.now(), orderId };
    if (!isWorthSending(this.#sent, now)) return;
    const before = this.#sent;
    this.#sent = now;
    try {
      await this.#client.send('delivery:location', {
        latitude,
        longitude,
        ...(speed !== null && { speed }),
        ...(heading !== null && !Number.isNaN(heading) && { heading }),
        ...(orderId !== undefined && { orderId }),
      });
    } catch {
      // Without a connection, or off duty meanwhile: the next position is sent instead.
      this.#sent = before;
    }
  }
}
