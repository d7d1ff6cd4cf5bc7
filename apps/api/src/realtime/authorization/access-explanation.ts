import { Inject, Injectable } from '@nestjs/common';
import {
  type AccessExplained,
  type Principal,
  Refusal,
  isFinal,
  isStaff,
  parseRoom,
  restaurantsOf,
} from '@passline/contracts';
import { AggregateNotFound } from '@passline/event-log';
import { AccountStatus, type AccountWithSessions } from '../../modules/auth/account-status.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { OrderAccess } from '../../modules/orders/order.access.ts';
import { RestaurantsService } from '../../modules/restaurants/restaurants.service.ts';
import { type SocketOwner, SocketSearch } from '../connections/socket-search.ts';
import { type SocketSession, automaticRoomsOf } from '../connections/socket-session.ts';
import { type RoomVerdict, RoomPolicy } from './room-policy.ts';

/**
 * Explains to an operator why a user may or may not join a room. It asks the same policy as a join, so that explanation
 * and behaviour cannot differ.
 */
@Injectable()
export class AccessExplanation {
  constructor(
    private readonly policy: RoomPolicy,
    private readonly accounts: AccountStatus,
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
    private readonly sockets: SocketSearch,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async explain({ user, room }: { user: string; room: string }): Promise<AccessExplained> {
    const linkedTo = /^tracking:([\w-]{1,64})$/.exec(user)?.[1];
    return linkedTo === undefined ? this.#ofUser(user, room) : this.#ofLink(linkedTo, room);
  }

  async #ofUser(idOrEmail: string, room: string): Promise<AccessExplained> {
    const account = await this.accounts.of(idOrEmail);
    if (!account) throw new Refusal('not_found', 'No user has this id or email address.');
    const { id, role, memberships, disabled } = account.user;
    const who = { kind: 'user', id, role, memberships } as const;
    const verdict = await this.policy.ask(() => who, room);
    const sockets = await this.#sockets({ userId: id }, room);
    const roomName = await this.#nameOf(verdict);
    const noSignIn = disabled ? 'user_disabled' : account.sessions.live === 0 ? 'no_session' : null;
    return {
      user: account.user,
      roomName,
      ...this.#answer(who, verdict, await this.#isOfOpenOrder(who, room)),
      // If the policy denies access as well, its rule is the better answer: signing in would not help.
      ...(noSignIn && verdict.allowed && { allowed: false, rule: noSignIn }),
      because: [
        introduction(account, await this.restaurants.namesOf(restaurantsOf(account.user))),
        ...signInState(account),
        ...this.#verdict(verdict, roomName, noSignIn !== null),
        ...(await this.#remarks(id, verdict)),
        presence(sockets),
      ],
      sessions: account.sessions,
      sockets,
    };
  }

  async #ofLink(orderId: string, room: string): Promise<AccessExplained> {
    const who = { kind: 'tracking', orderId } as const;
    const verdict = await this.policy.ask(() => who, room);
    const roomName = await this.#nameOf(verdict);
    const sockets = await this.#sockets({ orderId }, room);
    return {
      user: null,
      roomName,
      ...this.#answer(who, verdict, false),
      because: [
        'A tracking link belongs to no user: only the order that it names decides.',
        ...this.#verdict(verdict, roomName, false),
        ...(await this.#remarks(null, verdict)),
        presence(sockets),
      ],
      sessions: null,
      sockets,
    };
  }

  /** Whether this is the storefront of an open order of the customer, where their sockets are automatically. */
  async #isOfOpenOrder(who: Principal, name: string): Promise<boolean> {
    const parsed = parseRoom(name);
    if (parsed?.kind !== 'storefront' || who.kind !== 'user' || who.role !== 'customer') return false;
    const open = await this.orders.recentOpenOf(who.id);
    return open.some(({ restaurantId }) => restaurantId === parsed.id);
  }

  #answer(who: SocketSession['principal'], verdict: RoomVerdict, ofOpenOrder: boolean) {
    const { stream: room, allowed, rule, watcher, order } = verdict;
    return {
      room,
      allowed,
      rule,
      watcher: allowed && watcher,
      automatic: allowed && (ofOpenOrder || automaticRoomsOf(who).includes(room)),
      considered: this.policy.consider(who, room, order?.facts ?? null),
    };
  }

  /** As people call it: the ids in a room's name say nothing to them. */
  async #nameOf({ stream, order }: RoomVerdict): Promise<string> {
    const placed = order && (await this.orders.find(order.facts.id));
    if (placed) return `order ${placed.number} at ${placed.restaurantName}`;
    const parsed = parseRoom(stream);
    if (parsed?.kind === 'user') {
      const name = (await this.accounts.of(parsed.id))?.user.name;
      return name === undefined ? stream : `the feed of ${name}`;
    }
    const terms = await this.#termsOf(idOfRestaurant(stream));
    return terms?.restaurant.name ?? stream;
  }

  #verdict({ allowed, because, rule, watcher }: RoomVerdict, roomName: string, noSignIn: boolean): string[] {
    if (rule === 'no_such_order') return ['There is no such order.'];
    if (!allowed) return [`They may not receive ${roomName}: ${because}.`];
    return [
      `${noSignIn ? 'Otherwise they could' : 'They may'} receive ${roomName}: ${because}.`,
      ...(watcher ? ['They are a watcher: no chat, no telephone numbers, first names only.'] : []),
    ];
  }

  /** Facts that no rule decides by, but that often are the cause of a report: an ended order, a blocked customer. */
  async #remarks(userId: string | null, { stream, order }: RoomVerdict): Promise<string[]> {
    const restaurantId = order?.facts.restaurantId ?? idOfRestaurant(stream);
    const remarks = order ? await this.#ending(order.facts.id) : [];
    if (userId === null || restaurantId === null) return remarks;
    const terms = await this.#termsOf(restaurantId);
    if (!terms) return [...remarks, 'No restaurant has this id, so no event is ever published there.'];
    return terms.settings.blockedCustomers.includes(userId)
      ? [
          ...remarks,
          `${terms.restaurant.name} has blocked them: they cannot place orders or send messages there, but can still follow their own orders.`,
        ]
      : remarks;
  }

  async #ending(orderId: string): Promise<string[]> {
    const order = await this.orders.find(orderId);
    const since = order && isFinal(order.status) ? order.reached[order.status] : undefined;
    if (!order || !since) return [];
    const minutes = Math.round(this.config.sockets.closedOrderMs / 6_000) / 10;
    return [
      `Order ${order.number} has been ${order.status} since ${since.toISOString()}. Sockets are removed from its room ${minutes} minutes after the end (order_closed), and may join again.`,
    ];
  }

  async #termsOf(restaurantId: string | null) {
    if (restaurantId === null) return null;
    try {
      return await this.restaurants.terms(restaurantId);
    } catch (error) {
      if (error instanceof AggregateNotFound) return null;
      throw error;
    }
  }

  async #sockets(owner: SocketOwner, room: string): Promise<AccessExplained['sockets']> {
    const sockets = await this.sockets.of(owner);
    return sockets.map((socket) => ({ ...socket, inRoom: socket.rooms.includes(room) }));
  }
}

function introduction(
  { user: { name, role, memberships } }: AccountWithSessions,
  restaurants: ReadonlyMap<string, string>,
): string {
  if (!isStaff(role)) return `${name} has the role ${role}.`;
  const places = memberships.flatMap((membership) => {
    const place = restaurants.get(membership.restaurantId);
    return place === undefined ? [] : [`${membership.role} at ${place}`];
  });
  if (places.length === 0) return `${name} has the role ${role}, at no restaurant.`;
  return `${name} has the role ${places.join(', and ')}.`;
}

function signInState({
  user: { disabled },
  sessions: { live, lastEndedAt, lastEndedBecause },
}: AccountWithSessions): string[] {
  if (disabled) return ['The account is disabled: the server rejects all its requests and sockets.'];
  if (live > 0) return [];
  return [
    lastEndedAt === null
      ? 'They are not signed in anywhere.'
      : `They are not signed in anywhere: the last session ended at ${lastEndedAt} (${lastEndedBecause ?? 'expired'}).`,
  ];
}

function presence(sockets: AccessExplained['sockets']): string {
  const inside = sockets.filter(({ inRoom }) => inRoom).length;
  if (sockets.length === 0) return 'None of their sockets is connected now.';
  return `${inside} of their ${sockets.length} connected sockets ${inside === 1 ? 'is' : 'are'} in the room now.`;
}

const idOfRestaurant = (name: string): string | null => {
  const parsed = parseRoom(name);
  return parsed?.kind === 'restaurant' || parsed?.kind === 'storefront' ? parsed.id : null;
};
