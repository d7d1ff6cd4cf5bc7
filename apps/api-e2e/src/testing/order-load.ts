import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Call, calls, type Order, type OrderStatus, type Session } from '@passline/contracts';
import { Api } from './api.ts';
import { orderRequest, type Dish } from './orders.ts';

interface Request {
  params?: Record<string, unknown>;
  body?: unknown;
}

const withinMs = 60_000;

/**
 * Places orders and completes them through any node that answers. It retries requests without an answer, and those
 * answered with 503 after the given time.
 */
export class OrderLoad {
  readonly placed: string[] = [];
  /** The number of requests that were sent again after no answer or a 503. */
  retries = 0;
  readonly #nodes: () => readonly string[];
  readonly #owner: Session;
  readonly #customer: Session;
  readonly #dish: Dish;
  #next = 0;

  constructor(nodes: () => readonly string[], owner: Session, customer: Session, dish: Dish) {
    this.#nodes = nodes;
    this.#owner = owner;
    this.#customer = customer;
    this.#dish = dish;
  }

  async placeWhile(isRunning: () => boolean): Promise<void> {
    while (isRunning()) await this.placeAndComplete();
  }

  async placeAndComplete(): Promise<void> {
    const body = orderRequest(this.#dish, { fulfilment: 'pickup' });
    const key = { 'idempotency-key': randomUUID() };
    const placed = await this.#send(this.#customer, calls.placeOrder, { body }, key);
    const { id } = (await placed.json()) as Order;
    this.placed.push(id);
    const params = { id };
    await this.#send(this.#owner, calls.promiseOrder, { params, body: { readyInMinutes: 15 } });
    for (const status of ['preparing', 'ready', 'delivered'] as const) await this.#move(id, status);
  }

  async #move(id: string, status: OrderStatus): Promise<void> {
    const params = { id };
    const answer = await this.#send(this.#owner, calls.moveOrder, { params, body: { status } });
    if (answer.ok) return;
    // The first try may have been done, and its answer lost.
    const order = (await (await this.#send(this.#owner, calls.getOrder, { params })).json()) as Order;
    if (order.status !== status)
      throw new Error(`${id} is ${order.status} instead of ${status}: ${await answer.text()}`);
  }

  async #send(
    { accessToken }: Session,
    call: Call,
    request: Request,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const giveUpAt = Date.now() + withinMs;
    for (;;) {
      const nodes = this.#nodes();
      const url = nodes[(this.#next += 1) % nodes.length]!;
      const answer = await new Api(url, { token: accessToken, headers })
        .send(call, request)
        .catch((error: unknown) => error as Error);
      if (answer instanceof Response && answer.status !== 503) {
        if (answer.ok || answer.status === 409 || answer.status === 422) return answer;
        throw new Error(`${call.method} ${call.path}: ${answer.status} ${await answer.text()}`);
      }
      this.retries += 1;
      if (Date.now() > giveUpAt)
        throw new Error(`${call.method} ${call.path} was not answered for a minute`, { cause: answer });
      const seconds = answer instanceof Response ? Number(answer.headers.get('retry-after') ?? 0) : 0;
      await pause(seconds > 0 ? seconds * 500 : 50);
    }
  }
}
