import { Injectable } from '@nestjs/common';
import { type ChatSide, isFinal, type OrderFacts, streamsOf } from '@passline/contracts';
import type { Conversation } from '../../modules/chat/chat.events.ts';
import { Presence } from '../../modules/presence/presence.ts';
import { FollowedOrders } from '../authorization/followed-orders.ts';
import { NodeBus } from '../cluster/node-bus.ts';
import { type Seen, seen, UserPresence } from '../connections/user-presence.ts';
import { VolatileBroadcaster } from './volatile-broadcaster.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** Participants of conversations that have connected to the other node or disconnected from it. */
    chat_presence: { message: readonly SeenById[]; answer: unknown };
  }
}

/** A restaurant, a customer or a courier. */
interface SeenById extends Seen {
  id: string;
}

/**
 * Shows the participants of a conversation who of the others is there: the restaurant while a screen is connected, the
 * customer and the courier while they are. Only the rooms of orders hear of it, and in them only who may chat.
 */
@Injectable()
export class ChatPresence {
  /** Users that changed since the last heartbeat: a client that was catching up has dropped the first message. */
  readonly #recent = new Set<string>();

  constructor(
    private readonly users: UserPresence,
    private readonly restaurants: Presence,
    private readonly followed: FollowedOrders,
    private readonly broadcaster: VolatileBroadcaster,
    private readonly bus: NodeBus,
  ) {
    bus.on('chat_presence', (changes) => this.#broadcastLocally(changes));
  }

  /** Of all sides but the reader's own. */
  async of(
    { restaurantId, customerId, courierId }: Conversation,
    reader: ChatSide,
  ): Promise<(Seen & { side: ChatSide })[]> {
    const userIds = courierId === null ? [customerId] : [customerId, courierId];
    const [restaurant, users] = await Promise.all([
      this.restaurants.of(restaurantId),
      this.users.of(userIds),
    ]);
    const found: Record<ChatSide, Seen | undefined> = {
      customer: users.get(customerId),
      staff: ofRestaurant(restaurant),
      courier: courierId === null ? undefined : users.get(courierId),
    };
    return Object.entries(found).flatMap(([side, it]) =>
      it && side !== reader ? { side: side as ChatSide, ...it } : [],
    );
  }

  async usersChanged(userIds: readonly string[]): Promise<void> {
    for (const id of userIds) this.#recent.add(id);
    await this.#broadcastUsers(userIds);
  }

  async repeat(): Promise<void> {
    const userIds = [...this.#recent];
    this.#recent.clear();
    await this.#broadcastUsers(userIds);
  }

  async #broadcastUsers(userIds: readonly string[]): Promise<void> {
    this.#broadcast([...(await this.users.of(userIds))].map(([id, it]) => ({ id, ...it })));
  }

  restaurantsChanged(changed: ReadonlyMap<string, { screens: number; lastSeenAt: string | null }>): void {
    this.#broadcast([...changed].map(([id, presence]) => ({ id, ...ofRestaurant(presence) })));
  }

  #broadcast(changes: readonly SeenById[]): void {
    if (changes.length === 0) return;
    this.#broadcastLocally(changes);
    this.bus.send('chat_presence', changes);
  }

  #broadcastLocally(changes: readonly SeenById[]): void {
    const byId = new Map(changes.map(({ id, ...it }) => [id, it]));
    for (const order of this.followed.all())
      for (const [side, id] of participants(order)) {
        const it = byId.get(id);
        if (it)
          this.broadcaster.broadcastLocally({
            event: 'chat:presence',
            payload: { orderId: order.id, side, ...it },
            rooms: streamsOf('chat:presence', { order: order.id }),
          });
      }
  }
}

const ofRestaurant = ({ screens, lastSeenAt }: { screens: number; lastSeenAt: string | null }): Seen =>
  seen(screens > 0, lastSeenAt === null ? null : Date.parse(lastSeenAt));

const participants = ({ customerId, restaurantId, courierId, status }: OrderFacts): [ChatSide, string][] => [
  ['customer', customerId],
  ['staff', restaurantId],
  ...(courierId === null || isFinal(status) ? [] : [['courier', courierId] as [ChatSide, string]]),
];
