/** Sends commands at a given rate, spread over the nodes, and measures when their events arrive at consoles. */
import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { io, type Socket } from 'socket.io-client';
import { percentile, sum } from './measure.ts';
import type { Setup } from './nodes-setup.ts';
import { lateEscalation, plainDishes } from './restaurant.ts';
import type { Server } from './server.ts';

export interface Round {
  rate: number;
  done: number;
  lagMs: { p50: number; p95: number; max: number };
  answersMs: { p50: number; p95: number };
  /** The time from the last command until all consoles had the last event. */
  goneAfterMs: number;
  /** Events whose sequence is not greater than that of the previous event at the same console. */
  inversions: number;
  gaps: number;
  /** Events that a console never received. */
  missing: number;
  /** New orders that an overloaded server refused. They are not sent again. */
  refused: number;
  /** The part of all cores in use while commands were sent: nodes, store, load and screens. */
  machineUse: number;
}

/** The token is renewed while a round runs: half an hour is longer than a token is valid. */
interface Account {
  email: string;
  password: string | undefined;
  token: string;
}

interface Kitchen {
  id: string;
  owner: Account;
  dish: string;
}

interface Meta {
  id: string;
  at: string;
  streams: Record<string, { seq: number }>;
}

interface Order {
  kitchen: Kitchen;
  id: string;
  step: number;
}

const steps = ['confirmed', 'preparing', 'ready', 'delivered'] as const;
/** For each restaurant and however many nodes there are, so that every setup has the same to deliver. */
const screensPerRestaurant = 6;
const patienceMs = 60_000;
const renewEveryMs = 10 * 60_000;

export class Rush {
  readonly #servers: readonly Server[];
  readonly #customer: Account;
  readonly #kitchens: readonly Kitchen[];
  readonly #screens: { socket: Socket; owner: Account }[] = [];
  readonly #ready: Order[] = [];
  #next = 0;
  #lags: number[] = [];
  #arrived = new Map<string, number>();
  #lastArrival = 0;
  #inversions = 0;
  #gaps = 0;
  #refused = 0;

  private constructor({ servers }: Setup, customer: Account, kitchens: readonly Kitchen[]) {
    this.#servers = servers;
    this.#customer = customer;
    this.#kitchens = kitchens;
  }

  static async at(setup: Setup): Promise<Rush> {
    const [server] = setup.servers as [Server];
    const customer = await signIn(server, 'customer@demo.passline.local');
    const operator = await server.signIn('operator@demo.passline.local');
    const kitchens: Kitchen[] = [];
    for (let index = 0; index < setup.restaurants; index += 1)
      kitchens.push(await openKitchen(server, operator, index));
    const rush = new Rush(setup, customer, kitchens);
    for (const kitchen of kitchens)
      for (let screen = 0; screen < screensPerRestaurant; screen += 1)
        await rush.#openScreen(pick(setup.servers, screen), kitchen);
    return rush;
  }

  async round(rate: number, seconds: number): Promise<Round> {
    this.#lags = [];
    this.#arrived = new Map();
    this.#inversions = this.#gaps = this.#refused = 0;
    const answers: number[] = [];
    const running: Promise<void>[] = [];
    let renewedAt = performance.now();
    const processor = processorTime();
    const began = performance.now();
    for (let serial = 0; serial < rate * seconds; serial += 1) {
      const due = began + (serial * 1000) / rate;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (performance.now() - renewedAt > renewEveryMs) {
        renewedAt = performance.now();
        running.push(this.#renew());
      }
      running.push(this.#command().then(() => void answers.push(performance.now() - due)));
    }
    await Promise.all(running);
    const last = performance.now();
    const machineUse = useSince(processor);
    const missing = await this.#settled();
    const lags = this.#lags.sort((a, b) => a - b);
    answers.sort((a, b) => a - b);
    const ms = (sorted: number[], part: number) => Math.round(percentile(sorted, part));
    return {
      rate,
      done: answers.length / ((last - began) / 1000),
      lagMs: { p50: ms(lags, 0.5), p95: ms(lags, 0.95), max: ms(lags, 1) },
      answersMs: { p50: ms(answers, 0.5), p95: ms(answers, 0.95) },
      goneAfterMs: Math.max(0, Math.round(this.#lastArrival - last)),
      inversions: this.#inversions,
      gaps: this.#gaps,
      missing,
      refused: this.#refused,
      machineUse,
    };
  }

  close(): void {
    for (const { socket } of this.#screens) socket.disconnect();
  }

  async #renew(): Promise<void> {
    const [server] = this.#servers as [Server];
    for (const account of [this.#customer, ...this.#kitchens.map(({ owner }) => owner)])
      account.token = (await signIn(server, account.email, account.password)).token;
    for (const { socket, owner } of this.#screens) {
      const { ok } = (await socket.emitWithAck('auth:refresh', { token: owner.token })) as { ok: boolean };
      if (!ok) throw new Error('a console could not continue with its new token');
    }
  }

  /** Waits until all consoles of a restaurant have the same events. Resolves with the number of missing ones. */
  async #settled(): Promise<number> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const seen = this.#arrived.size;
      const missing = [...this.#arrived.values()].filter((count) => count < screensPerRestaurant).length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      if ((missing === 0 && this.#arrived.size === seen) || performance.now() > giveUpAt) return missing;
    }
  }

  async #command(): Promise<void> {
    const server = pick(this.#servers, (this.#next += 1));
    const order = this.#ready.shift();
    if (!order) return this.#place(server);
    const status = pick(steps, order.step);
    const params = { id: order.id };
    const options = { token: order.kitchen.owner.token };
    if (status === 'confirmed')
      await server.call('promiseOrder', { params, body: { readyInMinutes: 15 } }, options);
    else await server.call('moveOrder', { params, body: { status } }, options);
    order.step += 1;
    if (order.step < steps.length) this.#ready.push(order);
  }

  async #place(server: Server): Promise<void> {
    const kitchen = pick(this.#kitchens, this.#next);
    const { status, text } = await server.send(
      'placeOrder',
      {
        body: {
          restaurantId: kitchen.id,
          items: [{ menuItemId: kitchen.dish, quantity: 3 }],
          fulfilment: 'pickup',
          paymentMethod: 'cash',
        },
      },
      { token: this.#customer.token, idempotencyKey: randomUUID() },
    );
    if (status === 503) {
      this.#refused += 1;
      return;
    }
    if (status >= 400) throw new Error(`placeOrder: ${status} ${text}`);
    const { id } = JSON.parse(text) as { id: string };
    this.#ready.push({ kitchen, id, step: 0 });
  }

  async #openScreen(server: Server, { id, owner }: Kitchen): Promise<void> {
    const screen = io(server.url, {
      auth: { token: owner.token },
      transports: ['websocket'],
      forceNew: true,
    });
    this.#screens.push({ socket: screen, owner });
    let last = 0;
    const stream = `restaurant:${id}`;
    screen.onAny((_event: string, _payload: unknown, meta?: Meta) => {
      const place = meta?.streams[stream];
      if (!meta || !place) return;
      if (last > 0 && place.seq <= last) this.#inversions += 1;
      if (last > 0 && place.seq > last + 1) this.#gaps += 1;
      last = Math.max(last, place.seq);
      this.#lastArrival = performance.now();
      this.#lags.push(Date.now() - Date.parse(meta.at));
      this.#arrived.set(meta.id, (this.#arrived.get(meta.id) ?? 0) + 1);
    });
    await new Promise((resolve) => screen.once('registered', resolve));
  }
}

function processorTime(): { all: number; idle: number } {
  const cores = cpus().map(({ times }) => times);
  return {
    all: sum(cores.flatMap((times) => Object.values(times))),
    idle: sum(cores.map(({ idle }) => idle)),
  };
}

function useSince(before: { all: number; idle: number }): number {
  const { all, idle } = processorTime();
  return +(1 - (idle - before.idle) / (all - before.all)).toFixed(2);
}

function pick<T>(among: readonly T[], turn: number): T {
  const picked = among[turn % among.length];
  if (picked === undefined) throw new Error('cannot pick from an empty list');
  return picked;
}

async function signIn(server: Server, email: string, password?: string): Promise<Account> {
  return { email, password, token: await server.signIn(email, password) };
}

/** The first kitchen is the demo's. The others are created, each with an owner and one dish. */
async function openKitchen(server: Server, operator: string, index: number): Promise<Kitchen> {
  if (index === 0) {
    const owner = await signIn(server, 'owner@demo.passline.local');
    const params = { id: 'demo-trattoria-aurora' };
    await server.call('changeRestaurant', { params, body: lateEscalation }, { token: owner.token });
    const [dish] = plainDishes(await server.call('getMenu', { params }));
    if (!dish) throw new Error('the demo restaurant has no dish without options');
    return { id: params.id, owner, dish: dish.id };
  }
  const restaurant = {
    name: `Kitchen ${index}`,
    address: 'Torstrasse 1, Berlin',
    location: { lat: 52.5296, lng: 13.4013 },
  };
  const { id } = await server.call('createRestaurant', { body: restaurant }, { token: operator });
  const email = `owner-${index}@bench.passline.local`;
  const password = `bench ${randomUUID()}`;
  const user = { email, password, name: `Owner ${index}`, role: 'owner', restaurantId: id } as const;
  await server.call('createUser', { body: user }, { token: operator });
  const owner = await signIn(server, email, password);
  const params = { id };
  const options = { token: owner.token };
  const body = { category: 'Dishes', name: 'Soup', price: 700 };
  const dish = await server.call('addMenuItem', { params, body }, options);
  await server.call('changeRestaurant', { params, body: lateEscalation }, options);
  await server.call('changeStatus', { params, body: { isOpen: true } }, options);
  return { id, owner, dish: dish.id };
}
