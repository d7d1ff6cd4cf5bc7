import { Inject, Injectable } from '@nestjs/common';
import { type AccessExplained, Refusal, isFinal, isStaff, parseRoom } from '@passline/contracts';
import { AggregateNotFound } from '@passline/event-log';
import { type Account, Identity } from '../../modules/auth/identity.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import { Connections } from '../connections/connections.ts';
import {
  type LiveSocket,
  type SocketSession,
  automaticRoomsOf,
  roomsOf,
} from '../connections/socket-session.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { type Hearing, RoomPolicy } from './room-policy.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** The sockets of one user, or of one tracking link, on the other node. */
    sockets: { message: Whose; answer: SocketSeen[] };
  }
}

/** Whose sockets: a user's, or those that hold a tracking link to an order. */
export type Whose = { userId: string } | { orderId: string };

export interface SocketSeen {
  id: string;
  since: string;
  rooms: string[];
}

/**
 * Tells an operator why somebody can or cannot hear a room. It asks the very policy that lets sockets in, so it cannot
 * say one thing while the server does another.
 */
@Injectable()
export class AccessExplanation {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly identity: Identity,
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
    private readonly connections: Connections,
    private readonly bus: NodeBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    bus.on('sockets', (whose) => this.#socketsHere(whose));
  }

  async why({ user, room }: { user: string; room: string }): Promise<AccessExplained> {
    const linkedTo = /^tracking:([\w-]{1,64})$/.exec(user)?.[1];
    return linkedTo === undefined ? this.#ofUser(user, room) : this.#ofLink(linkedTo, room);
  }

  async #ofUser(idOrEmail: string, room: string): Promise<AccessExplained> {
    const account = await this.identity.account(idOrEmail);
    if (!account) throw new Refusal('not_found', 'There is no user with this id or email.');
    const { id, role, restaurantId, disabled } = account.user;
    const who = { kind: 'user', id, role, restaurantId } as const;
    const hearing = await this.policy.ask(() => who, room);
    const sockets = await this.#sockets({ userId: id }, room);
    const shut = disabled ? 'user_disabled' : account.sessions.live === 0 ? 'no_session' : null;
    return {
      user: account.user,
      ...this.#answer(who, hearing),
      // A right that is not there is the better answer: signing in would not help.
      ...(shut && hearing.allowed && { allowed: false, rule: shut }),
      because: [
        introduction(account),
        ...standing(account),
        ...this.#verdict(hearing, shut !== null),
        ...(await this.#remarks(id, hearing)),
        presence(sockets),
      ],
      sessions: account.sessions,
      sockets,
    };
  }

  async #ofLink(orderId: string, room: string): Promise<AccessExplained> {
    const who = { kind: 'tracking', orderId } as const;
    const hearing = await this.policy.ask(() => who, room);
    const sockets = await this.#sockets({ orderId }, room);
    return {
      user: null,
      ...this.#answer(who, hearing),
      because: [
        'Whoever holds a tracking link is nobody in particular: the link alone decides.',
        ...this.#verdict(hearing, false),
        ...(await this.#remarks(null, hearing)),
        presence(sockets),
      ],
      sessions: null,
      sockets,
    };
  }

  #answer(who: SocketSession['principal'], hearing: Hearing) {
    const { stream: room, allowed, rule, watcher, order } = hearing;
    return {
      room,
      allowed,
      rule,
      watcher: allowed && watcher,
      automatic: allowed && automaticRoomsOf(who).includes(room),
      considered: this.policy.consider(who, room, order?.facts ?? null),
    };
  }

  #verdict({ allowed, because, rule, watcher, stream }: Hearing, shut: boolean): string[] {
    if (rule === 'no_such_order') return ['There is no such order.'];
    if (!allowed) return [`They may not hear ${stream}: ${because}.`];
    return [
      `${shut ? 'Otherwise they could' : 'They may'} hear ${stream}: ${because}.`,
      ...(watcher ? ['They look on: no chat, no telephone numbers, first names only.'] : []),
    ];
  }

  /** What is true beside the rule, and is often what the question was about. */
  async #remarks(userId: string | null, { stream, order }: Hearing): Promise<string[]> {
    const restaurantId = order?.facts.restaurantId ?? idOfRestaurant(stream);
    const remarks = order ? await this.#ending(order.facts.id) : [];
    if (userId === null || restaurantId === null) return remarks;
    const terms = await this.#termsOf(restaurantId);
    if (!terms) return [...remarks, 'There is no restaurant with this id: nothing is ever said there.'];
    return terms.settings.blockedCustomers.includes(userId)
      ? [
          ...remarks,
          `${terms.restaurant.name} has blocked them: they can place no order and send no message there, but still follow their own orders.`,
        ]
      : remarks;
  }

  async #ending(orderId: string): Promise<string[]> {
    const order = await this.orders.find(orderId);
    const since = order && isFinal(order.status) ? order.reached[order.status] : undefined;
    if (!order || !since) return [];
    const minutes = Math.round(this.config.sockets.closedOrderMs / 6_000) / 10;
    return [
      `Order ${order.number} is ${order.status} since ${since.toISOString()}: whoever listens is taken out of its room ${minutes} minutes after (order_closed), and may join again.`,
    ];
  }

  async #termsOf(restaurantId: string) {
    try {
      return await this.restaurants.terms(restaurantId);
    } catch (error) {
      if (error instanceof AggregateNotFound) return null;
      throw error;
    }
  }

  async #sockets(whose: Whose, room: string): Promise<AccessExplained['sockets']> {
    const everywhere = [this.#socketsHere(whose), ...(await this.bus.request('sockets', whose))].flat();
    return everywhere.map((seen) => ({ ...seen, inRoom: seen.rooms.includes(room) }));
  }

  #socketsHere(whose: Whose): SocketSeen[] {
    const sockets = 'userId' in whose ? this.connections.ofUser(whose.userId) : this.#linkedTo(whose.orderId);
    return sockets.map((socket) => ({
      id: socket.id,
      since: socket.data.standing.since.toISOString(),
      rooms: roomsOf(socket),
    }));
  }

  #linkedTo(orderId: string): LiveSocket[] {
    return [...this.connections.all()].filter(
      ({ data: { standing } }) =>
        standing.principal.kind === 'tracking' && standing.principal.orderId === orderId,
    );
  }
}

function introduction({ user: { name, role, restaurantId } }: Account): string {
  if (!isStaff(role)) return `${name} has the role ${role}.`;
  return restaurantId === null
    ? `${name} has the role ${role}, at no restaurant.`
    : `${name} has the role ${role} at restaurant ${restaurantId}.`;
}

function standing({
  user: { disabled },
  sessions: { live, lastEndedAt, lastEndedBecause },
}: Account): string[] {
  if (disabled) return ['The account is disabled: no request and no socket of theirs is let in.'];
  if (live > 0) return [];
  return [
    lastEndedAt === null
      ? 'They are not signed in anywhere.'
      : `They are not signed in anywhere: the last session ended at ${lastEndedAt} (${lastEndedBecause ?? 'expired'}).`,
  ];
}

function presence(sockets: AccessExplained['sockets']): string {
  const inside = sockets.filter(({ inRoom }) => inRoom).length;
  if (sockets.length === 0) return 'No socket of theirs is connected now.';
  return `${inside} of their ${sockets.length} connected sockets ${inside === 1 ? 'is' : 'are'} in the room now.`;
}

const idOfRestaurant = (name: string): string | null => {
  const parsed = parseRoom(name);
  return parsed?.kind === 'restaurant' ? parsed.id : null;
};
