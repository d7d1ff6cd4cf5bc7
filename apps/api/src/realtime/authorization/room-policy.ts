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
import { AccessChangeCount } from './access-change-count.ts';
import { FollowedOrders } from './followed-orders.ts';

/** The verdict on joining a stream, and whether as a participant or as a watcher. */
export interface RoomVerdict extends Verdict {
  stream: string;
  watcher: boolean;
  order: { facts: OrderFacts; version: number } | null;
  asOf: number;
}

/** Facts for a missing order, so that the caller gets the same refusal as for an order of other people. */
const missingOrder = (id: string): OrderFacts => ({
  id,
  customerId: '',
  restaurantId: '',
  courierId: null,
  status: 'pending',
});

/** Asks the access policy about rooms. Unknown rooms are refused. */
@Injectable()
export class RoomPolicy {
  constructor(
    private readonly orders: OrderAccess,
    private readonly followed: FollowedOrders,
    private readonly changeCount: AccessChangeCount,
  ) {}

  /** `principal` is a function because rights may change while the order is read; then the policy is asked again. */
  async ask(principal: () => Principal, name: string): Promise<RoomVerdict> {
    for (;;) {
      const verdict = await this.#ask(principal(), name);
      if (this.isCurrent(verdict)) return verdict;
    }
  }

  isCurrent({ asOf }: RoomVerdict): boolean {
    return asOf === this.changeCount.current;
  }

  /** For frequent commands: reads the store only when the facts that this node knows do not allow the action. */
  async assertAllowed(
    who: Principal,
    orderId: string,
    action: 'order:locate' | 'order:chat',
  ): Promise<OrderFacts> {
    const known = this.followed.get(orderId);
    if (known && decide(who, action, known).allowed) return known;
    return this.orders.facts(await this.orders.assertAllowed(who, orderId, action));
  }

  /** For a socket that is in the room already. Does not read the store. */
  recheck(who: Principal, name: string): RoomVerdict {
    const parsed = parseRoom(name);
    return parsed?.kind === 'order'
      ? this.#ofOrder(who, this.followed.get(parsed.id) ?? missingOrder(parsed.id))
      : this.#ofOther(who, name, parsed);
  }

  async #ask(who: Principal, name: string): Promise<RoomVerdict> {
    const parsed = parseRoom(name);
    // A visitor may read no order, so none is read from the store for them.
    if (parsed?.kind !== 'order' || who.kind === 'visitor') return this.#ofOther(who, name, parsed);
    const asOf = this.changeCount.current;
    const order = await this.orders.find(parsed.id);
    if (!order)
      return { ...this.#ofOrder(who, missingOrder(parsed.id)), allowed: false, rule: 'no_such_order', asOf };
    const facts = this.orders.facts(order);
    return { ...this.#ofOrder(who, facts), order: { facts, version: order.version }, asOf };
  }

  /** Every rule that the policy looked at, for the explanation to operators. */
  consider(who: Principal, name: string, facts: OrderFacts | null): Considered[] {
    if (who.kind !== 'user') return [];
    return askAbout(parseRoom(name), facts, (action, ...subject) => consider(who, action, ...subject)) ?? [];
  }

  #ofOther(who: Principal, name: string, parsed: Room | null): RoomVerdict {
    const asOf = this.changeCount.current;
    const verdict = askAbout(parsed, null, (action, ...subject) => decide(who, action, ...subject));
    // Chat messages also go to the restaurant's room, and operators must not receive them.
    const watcher =
      parsed?.kind === 'restaurant' && !decide(who, 'restaurant:chat', { id: parsed.id }).allowed;
    return { ...(verdict ?? noSuchRoom), stream: name, watcher, order: null, asOf };
  }

  /** Those who may chat about an order are its participants; all others are watchers. */
  #ofOrder(who: Principal, facts: OrderFacts): RoomVerdict {
    return {
      ...decide(who, 'order:read', facts),
      stream: room.order(facts.id),
      watcher: !decide(who, 'order:chat', facts).allowed,
      order: null,
      asOf: this.changeCount.current,
    };
  }
}

/** The name of the room inside this server. */
export const internalNameOf = ({ stream, watcher }: Pick<RoomVerdict, 'stream' | 'watcher'>): string =>
  watcher ? watchersOf(stream) : stream;

const noSuchRoom: Verdict = { allowed: false, rule: 'no_such_room', because: 'there is no such room' };

type Ask<T> = <A extends Action>(action: A, ...subject: Asked<A>) => T;

/** Asks the policy about the action that joining this room requires. Returns null for an unknown room. */
function askAbout<T>(parsed: Room | null, facts: OrderFacts | null, ask: Ask<T>): T | null {
  switch (parsed?.kind) {
    case 'order':
      return ask('order:read', facts ?? missingOrder(parsed.id));
    case 'user':
      return ask('user:feed', { id: parsed.id });
    case 'restaurant':
      return ask('restaurant:feed', { id: parsed.id });
    // Anyone may read a restaurant's page, so anyone may follow it.
    case 'storefront':
      return ask('restaurant:read', { id: parsed.id });
    case 'role':
      return ask('role:feed', { role: parsed.id });
    case 'public':
    case 'everyone':
      return ask('public:feed');
    default:
      return null;
  }
}
