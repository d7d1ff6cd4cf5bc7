/** Sends commands at a steady rate, without waiting for the answers to earlier ones. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, type Request } from '@passline/api-client';
import type { Order, OrderStatus } from '@passline/contracts';
import type { Account, Client } from './client.ts';

export interface Kitchen {
  restaurantId: string;
  owner: Account;
  dish: string;
}

export interface PlacedOrder {
  id: string;
  kitchen: Kitchen;
  /** The time of the first try. */
  sentAt: number;
}

interface OpenOrder extends PlacedOrder {
  step: number;
  version: number;
}

const steps = ['confirmed', 'preparing', 'ready', 'delivered'] as const satisfies OrderStatus[];
const mostRunning = 3_000;

export async function openKitchen(client: Client, owner: Account): Promise<Kitchen> {
  const restaurantId = owner.user.restaurantId ?? '';
  const params = { id: restaurantId };
  // Long deadlines, so that escalation does not act before a step that a fault delays.
  const alertPolicy = { notReceivedAfter: 600, notAnsweredAfter: 3600, autoCancelAfter: null };
  const { token } = owner;
  await client.call('changeRestaurant', { params, body: { alertPolicy } }, { token });
  await client.call('changeStatus', { params, body: { isOpen: true } }, { token });
  const menu = await client.call('getMenu', { params }, { token });
  const dish = menu.categories
    .flatMap(({ items }) => items)
    .find(({ available, options }) => available && options.every(({ min }) => min === 0));
  if (!dish) throw new Error(`${restaurantId} has no dish without options`);
  return { restaurantId, owner, dish: dish.id };
}

export class Traffic {
  readonly placed: PlacedOrder[] = [];
  readonly problems: string[] = [];
  done = 0;
  /** Commands that were skipped because too many were waiting for an answer. */
  skipped = 0;
  /** Steps answered with 409 or 422 because an earlier try was executed, as the order shows. */
  alreadyDone = 0;
  readonly #client: Client;
  readonly #customer: Account;
  readonly #kitchens: readonly Kitchen[];
  readonly #ready: OpenOrder[] = [];
  readonly #running = new Set<Promise<void>>();
  #serial = 0;

  constructor(client: Client, customer: Account, kitchens: readonly Kitchen[]) {
    this.#client = client;
    this.#customer = customer;
    this.#kitchens = kitchens;
  }

  get running(): number {
    return this.#running.size;
  }

  async run(rate: number, endAt: number): Promise<void> {
    const beganAt = performance.now();
    for (let due = 0; Date.now() < endAt; due += 1) {
      const wait = beganAt + (due * 1_000) / rate - performance.now();
      if (wait > 0) await pause(wait);
      if (this.#running.size >= mostRunning) this.skipped += 1;
      else this.#begin();
    }
    // Commands without an answer are repeated until they have one.
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #begin(): void {
    const order = this.#ready.shift();
    const command = (order ? this.#step(order) : this.#place())
      .then(() => void (this.done += 1))
      .catch((error: unknown) => void this.problems.push(String(error)))
      .finally(() => this.#running.delete(command));
    this.#running.add(command);
  }

  async #place(): Promise<void> {
    const kitchen = this.#kitchens[(this.#serial += 1) % this.#kitchens.length];
    if (!kitchen) throw new Error('no restaurant was opened');
    const sentAt = Date.now();
    const body: Request<'placeOrder'>['body'] = {
      restaurantId: kitchen.restaurantId,
      items: [{ menuItemId: kitchen.dish, quantity: 3 }],
      fulfilment: 'pickup',
      paymentMethod: 'cash',
    };
    const options = { token: this.#customer.token, idempotencyKey: randomUUID() };
    const { id, version } = await this.#client.call('placeOrder', { body }, options);
    this.placed.push({ id, kitchen, sentAt });
    this.#ready.push({ id, kitchen, sentAt, step: 0, version });
  }

  async #step(order: OpenOrder): Promise<void> {
    const status = steps[order.step];
    if (!status) return;
    const params = { id: order.id };
    const { token } = order.kitchen.owner;
    // Without the version, a repeated request that a stopped node executes later would undo the next step.
    const expectedVersion = order.version;
    const change =
      status === 'confirmed'
        ? this.#client.call(
            'promiseOrder',
            { params, body: { readyInMinutes: 15, expectedVersion } },
            { token },
          )
        : this.#client.call('moveOrder', { params, body: { status, expectedVersion } }, { token });
    const { version } = await change.catch((error: unknown) => this.#demandDone(order, status, error));
    order.version = version;
    order.step += 1;
    if (order.step < steps.length) this.#ready.push(order);
  }

  /** The order, if an earlier try was executed and only its answer was lost. */
  async #demandDone({ id, kitchen }: OpenOrder, wanted: OrderStatus, error: unknown): Promise<Order> {
    if (!(error instanceof ApiError) || (error.status !== 409 && error.status !== 422)) throw error;
    const { token } = kitchen.owner;
    const order = await this.#client.call('getOrder', { params: { id } }, { token });
    if (order.status !== wanted)
      throw new Error(`${id} to ${wanted}: ${error.message}; the order is ${order.status}`, { cause: error });
    this.alreadyDone += 1;
    return order;
  }
}
