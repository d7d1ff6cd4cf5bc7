import { randomUUID } from 'node:crypto';
import { ApiError } from '@passline/api-client';
import { orderEvents, type Order, type OrderStatus } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { io } from 'socket.io-client';
import type { Ledger } from './ledger.ts';
import { Rest } from './rest.ts';

export interface World {
  url: string;
  ledger: Ledger;
  /** How many times faster than real time. */
  speed: number;
  log: (line: string) => void;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;

/** A user with an account and a realtime connection. The ledger records every event received. */
abstract class Person {
  readonly rest: Rest;
  readonly live: RealtimeClient;
  protected readonly world: World;
  readonly #running = new Set<Promise<void>>();
  abstract readonly party: string;

  constructor(world: World) {
    this.world = world;
    this.rest = new Rest(world.url);
    this.live = createRealtimeClient({
      connect: { url: world.url, io },
      token: (why?: unknown) => this.rest.token(why === 'expired' ? 'expired' : 'connect'),
    });
  }

  /** Resolves when connected with a position in each stream: from then on no event may be missed. */
  protected async connect(): Promise<void> {
    this.live.all$.subscribe(({ event, payload }) => {
      if (!orderEvents.has(event) || !('orderId' in payload) || !('version' in payload)) return;
      const { orderId, version } = payload;
      this.world.ledger.received(this.party, { event, orderId, version }, performance.now());
      this.onEvent?.(event, orderId);
    });
    const connected = new Promise<void>((resolve) => {
      const watching = this.live.status$.subscribe(({ state }) => {
        if (state !== 'connected') return;
        queueMicrotask(() => watching.unsubscribe());
        resolve();
      });
    });
    this.live.start();
    await connected;
  }

  /** The reaction to an event; most users only watch. */
  protected onEvent?(event: string, orderId: string): void;

  /** Runs an action in the background. Rejections by the domain's rules are expected; other errors are logged. */
  protected go(what: () => Promise<void>): void {
    const run: Promise<void> = what()
      .catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500)
          this.world.log(`${this.party}: ${String(error)}`);
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  protected wait(minutes: number): Promise<void> {
    const ms = (minutes * 60_000 * (0.5 + Math.random())) / this.world.speed;
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  leave(): void {
    this.live.stop();
  }
}

export class Customer extends Person {
  party = 'customer';

  async arrive(serial: number): Promise<void> {
    const email = `guest-${serial}-${randomUUID().slice(0, 8)}@simulator.passline.local`;
    const { user } = await this.rest.register(email, randomUUID(), `Guest ${serial}`);
    this.party = `customer ${user.id}`;
    await this.connect();
  }

  async order(restaurant: Restaurant): Promise<Order> {
    const begun = performance.now();
    const order = await this.rest.call(
      'placeOrder',
      {
        body: {
          restaurantId: restaurant.id,
          items: [pick(restaurant.dishes), pick(restaurant.dishes)].map((menuItemId) => ({
            menuItemId,
            quantity: 3,
          })),
          fulfilment: Math.random() < 0.7 ? 'delivery' : 'pickup',
          deliveryAddress: {
            text: 'Torstrasse 1, Berlin',
            lat: 52.52 + Math.random() / 50,
            lng: 13.4 + Math.random() / 50,
          },
          paymentMethod: 'cash',
        },
      },
      { idempotencyKey: randomUUID() },
    );
    this.world.ledger.placed(order.id, begun);
    if (Math.random() < 0.05)
      this.go(async () => {
        await this.wait(0.2);
        await this.rest.call('cancelOrder', {
          params: { id: order.id },
          body: { reason: 'Changed my mind' },
        });
      });
    return order;
  }
}

export class Restaurant extends Person {
  readonly id: string;
  readonly dishes: string[] = [];
  readonly party: string;
  readonly #away = new Map<string, () => void>();

  constructor(world: World, id: string) {
    super(world);
    this.id = id;
    this.party = `restaurant ${id}`;
  }

  async open(email: string, password: string): Promise<void> {
    await this.rest.signIn(email, password);
    const menu = await this.rest.call('getMenu', { params: { id: this.id } });
    for (const { items } of menu.categories)
      for (const item of items)
        if (item.available && item.options.every(({ min }) => min === 0)) this.dishes.push(item.id);
    await this.connect();
    await this.rest.call('changeStatus', { params: { id: this.id }, body: { isOpen: true } });
  }

  protected override onEvent(event: string, orderId: string): void {
    if (event === 'order:new') this.go(() => this.#cook(orderId));
    if (event === 'order:rider_assigned') this.#away.get(orderId)?.();
  }

  async #cook(id: string): Promise<void> {
    const params = { id };
    await this.live.send('order:receipt', { orderId: id, rendered: true, audible: true }, { retry: true });
    await this.wait(0.3);
    await this.live.send('order:acknowledge', { orderId: id }, { retry: true });
    await this.wait(0.2);
    if (Math.random() < 0.03) {
      await this.rest.call('cancelOrder', { params, body: { reason: 'Sold out' } });
      return;
    }
    const pickedUp = new Promise<void>((resolve) => this.#away.set(id, resolve));
    const promised = await this.rest.call('promiseOrder', {
      params,
      body: { readyInMinutes: 15 },
    });
    await this.wait(1);
    await this.#move(id, 'preparing');
    await this.wait(6);
    await this.#move(id, 'ready');
    if (promised.fulfilment === 'delivery') {
      await Promise.race([pickedUp, this.wait(60)]);
      this.#away.delete(id);
      return;
    }
    await this.wait(2);
    await this.#move(id, 'delivered');
  }

  async #move(id: string, status: OrderStatus): Promise<void> {
    await this.rest.call('moveOrder', { params: { id }, body: { status } });
  }
}

export class Courier extends Person {
  readonly party = `courier ${randomUUID()}`;
  #busy = false;

  async start(email: string, password: string): Promise<void> {
    await this.rest.signIn(email, password);
    await this.connect();
    this.live.events('order:available').subscribe(({ payload }) => {
      if (!this.#busy) this.go(() => this.#bring(payload.orderId));
    });
    await this.rest.call('changeCourierStatus', {
      body: {
        status: 'available',
        latitude: 52.525 + Math.random() / 100,
        longitude: 13.4 + Math.random() / 100,
      },
    });
  }

  async #bring(orderId: string): Promise<void> {
    this.#busy = true;
    try {
      await this.rest.call('acceptDelivery', { params: { orderId } });
      while ((await this.rest.call('getOrder', { params: { id: orderId } })).status !== 'ready')
        await this.wait(0.5);
      await this.#move(orderId, 'out_for_delivery');
      for (let step = 0; step < 5; step++) {
        await this.live.send('delivery:location', {
          orderId,
          latitude: 52.525 + step / 500,
          longitude: 13.41,
          speed: 18,
        });
        await this.wait(1);
      }
      await this.#move(orderId, 'delivered');
    } finally {
      this.#busy = false;
    }
    await this.#next();
  }

  /** Takes the next delivery that was offered while this courier was busy. */
  async #next(): Promise<void> {
    const { items } = await this.rest.call('listDeliveries');
    const [job] = items;
    if (job && !this.#busy) this.go(() => this.#bring(job.orderId));
  }

  async #move(id: string, status: OrderStatus): Promise<void> {
    await this.rest.call('moveOrder', { params: { id }, body: { status } });
  }
}

export async function hire(world: World, operator: Rest, count: number): Promise<Courier[]> {
  const couriers: Courier[] = [];
  for (let serial = 1; serial <= count; serial++) {
    const email = `courier-${serial}-${randomUUID().slice(0, 8)}@simulator.passline.local`;
    const password = randomUUID();
    await operator.call('createUser', {
      body: { email, password, name: `Courier ${serial}`, role: 'courier' },
    });
    const courier = new Courier(world);
    await courier.start(email, password);
    couriers.push(courier);
  }
  return couriers;
}
