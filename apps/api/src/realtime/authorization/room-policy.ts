import { Injectable } from '@nestjs/common';
import {
  type Action,
  type Asked,
  type Considered,
  type OrderFacts,
  type Principal,
  type Room,
  type Verdict,
  consider,
  decide,
  parseRoom,
  room,
} from '@passline/contracts';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { watchersOf } from '../connections/socket-session.ts';
import { AccessVersion } from './access-version.ts';
import { OrdersHere } from './orders-here.ts';

/** A verdict on hearing a stream, and how: as somebody who has a part in it, or as somebody who looks on. */
export interface Hearing extends Verdict {
  stream: string;
  watcher: boolean;
  order: { facts: OrderFacts; version: number } | null;
  asOf: number;
}

/** An order that nobody has anything to do with: what is not there is refused in the words of what is not theirs. */
const noOrder = (id: string): OrderFacts => ({
  id,
  customerId: '',
  restaurantId: '',
  courierId: null,
  status: 'pending',
});

/** Asks the access policy about rooms. What is no room of ours is nobody's. */
@Injectable()
export class RoomPolicy {
  constructor(
    private readonly orders: OrderAccess,
    private readonly here: OrdersHere,
    private readonly version: AccessVersion,
  ) {}

  /** For whom this is has to be asked again when rights have changed before the answer is used. */
  async ask(whom: () => Principal, name: string): Promise<Hearing> {
    for (;;) {
      const hearing = await this.#ask(whom(), name);
      if (this.isCurrent(hearing)) return hearing;
    }
  }

  isCurrent({ asOf }: Hearing): boolean {
    return asOf === this.version.current;
  }

  /** The facts of an order for a command that comes often: the store is asked only when what is known here says no. */
  async demand(who: Principal, orderId: string, action: 'order:locate' | 'order:chat'): Promise<OrderFacts> {
    const known = this.here.get(orderId);
    if (known && decide(who, action, known).allowed) return known;
    return this.orders.facts(await this.orders.demand(who, orderId, action));
  }

  /** For somebody who is in the room already. */
  askAgain(who: Principal, name: string): Hearing {
    const parsed = parseRoom(name);
    return parsed?.kind === 'order'
      ? this.#ofOrder(who, this.here.get(parsed.id) ?? noOrder(parsed.id))
      : this.#ofOther(who, name, parsed);
  }

  async #ask(who: Principal, name: string): Promise<Hearing> {
    const parsed = parseRoom(name);
    if (parsed?.kind !== 'order') return this.#ofOther(who, name, parsed);
    const asOf = this.version.current;
    const order = await this.orders.find(parsed.id);
    if (!order)
      return { ...this.#ofOrder(who, noOrder(parsed.id)), allowed: false, rule: 'no_such_order', asOf };
    const facts = this.orders.facts(order);
    return { ...this.#ofOrder(who, facts), order: { facts, version: order.version }, asOf };
  }

  /** For an operator who asks why: every rule that was looked at for it. */
  consider(who: Principal, name: string, facts: OrderFacts | null): Considered[] {
    if (who.kind !== 'user') return [];
    return askAbout(parseRoom(name), facts, (action, ...subject) => consider(who, action, ...subject)) ?? [];
  }

  #ofOther(who: Principal, name: string, parsed: Room | null): Hearing {
    const asOf = this.version.current;
    const verdict = askAbout(parsed, null, (action, ...subject) => decide(who, action, ...subject));
    // What is said in its orders' chats is said in a restaurant's room too, and is not for operators.
    const watcher =
      parsed?.kind === 'restaurant' && !decide(who, 'restaurant:chat', { id: parsed.id }).allowed;
    return { ...(verdict ?? noSuchRoom), stream: name, watcher, order: null, asOf };
  }

  /** Whoever may speak in an order's chat has a part in it. */
  #ofOrder(who: Principal, facts: OrderFacts): Hearing {
    return {
      ...decide(who, 'order:read', facts),
      stream: room.order(facts.id),
      watcher: !decide(who, 'order:chat', facts).allowed,
      order: null,
      asOf: this.version.current,
    };
  }
}

/** The room inside this server. */
export const insideNameOf = ({ stream, watcher }: Pick<Hearing, 'stream' | 'watcher'>): string =>
  watcher ? watchersOf(stream) : stream;

const noSuchRoom: Verdict = { allowed: false, rule: 'no_such_room', because: 'there is no such room' };

type Asking<T> = <A extends Action>(action: A, ...subject: Asked<A>) => T;

/** What the access policy is asked about a room; null: nothing, there is no such room. */
function askAbout<T>(parsed: Room | null, facts: OrderFacts | null, ask: Asking<T>): T | null {
  switch (parsed?.kind) {
    case 'order':
      return ask('order:read', facts ?? noOrder(parsed.id));
    case 'user':
      return ask('user:feed', { id: parsed.id });
    case 'restaurant':
      return ask('restaurant:feed', { id: parsed.id });
    case 'role':
      return ask('role:feed', { role: parsed.id });
    case 'public':
      return ask('public:feed');
    default:
      return null;
  }
}
