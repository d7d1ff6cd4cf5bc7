import { Injectable } from '@nestjs/common';
import {
  type Courier,
  type InputOf,
  type Page,
  type Point,
  Refusal,
  restaurantsOf,
  staffRoleIn,
  type courierCalls,
} from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { Presence } from '../presence/presence.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { changeDuty, isKnownTo, retire } from './courier.ts';
import { courierView, seenByStaff } from './courier.view.ts';
import { CourierChanges } from './courier-changes.ts';
import { CourierPositions } from './courier-positions.ts';
import type { CourierDoc } from './courier.schema.ts';
import { CouriersRepository } from './couriers.repository.ts';
import { Dispatch } from './dispatch.ts';
import { farthest } from './proximity.ts';

type Duty = InputOf<typeof courierCalls.changeCourierStatus>['body'];

@Injectable()
export class CouriersService {
  constructor(
    private readonly couriers: CouriersRepository,
    private readonly dispatch: Dispatch,
    private readonly restaurants: RestaurantsService,
    private readonly presence: Presence,
    private readonly positions: CourierPositions,
    private readonly changes: CourierChanges,
  ) {}

  async changeStatus(caller: Caller, wanted: Duty): Promise<Courier> {
    assertAllowed(caller, 'courier:work');
    const position = positionOf(wanted);
    const now = new Date();
    let before: Point | null = null;
    const change = () =>
      this.couriers.change(
        caller.id,
        (courier) => {
          before = courier.position;
          return changeDuty(courier, wanted.status, position, now);
        },
        actorOf(caller),
      );
    let courier = await change();
    if (!courier) {
      await this.couriers.add(caller.id, { name: caller.name, phone: caller.phone });
      courier = await change();
    }
    if (!courier) throw new Error(`courier ${caller.id} was added and is missing`);
    // Going on duty has an event, which offers open jobs. A new position has none.
    if (position) this.changes.tell({ before, after: position, isNews: false });
    if (position && courier.status === 'available')
      await this.dispatch.offerTo({ id: courier._id, position: courier.position });
    return this.#view(courier, await this.presence.connectedCouriers());
  }

  /** A courier who was never on duty is not stored yet. */
  async own(caller: Caller): Promise<Courier> {
    assertAllowed(caller, 'courier:work');
    const [courier, connected] = await Promise.all([
      this.couriers.find(caller.id),
      this.presence.connectedCouriers(),
    ]);
    const { id, name, phone } = caller;
    return courier
      ? this.#view(courier, connected)
      : courierView(
          { _id: id, name, phone, status: 'offline', currentOrder: null, position: null },
          connected.has(id),
          false,
        );
  }

  async list(
    caller: Caller,
    { limit, cursor, status, restaurantId }: InputOf<typeof courierCalls.listCouriers>['query'],
  ): Promise<Page<Courier>> {
    assertAllowed(caller, 'courier:list');
    const connected = await this.presence.connectedCouriers();
    const listing = { limit: limit + 1, ...(cursor && { after: after(cursor)[0] }) };
    if (caller.role === 'operator') {
      const found = await this.couriers.list('everywhere', {
        ...listing,
        ...(status && { statuses: [status] }),
      });
      const page = pageFrom(found, limit, ({ _id }) => [_id]);
      return {
        ...page,
        items: await Promise.all(page.items.map((courier) => this.#view(courier, connected))),
      };
    }
    const [first] = restaurantsOf(caller);
    const own = restaurantId ?? first;
    // Staff without a restaurant see no couriers.
    if (own === undefined) return { items: [], nextCursor: null };
    if (staffRoleIn(caller, own) === null)
      throw new Refusal('not_found', 'There is no such restaurant, or you do not work there.');
    return this.#listFor(own, connected, limit, {
      ...listing,
      statuses: onDuty.filter((it) => !status || it === status),
    });
  }

  /** The index also finds couriers who are slightly too far, so a page can have fewer items than its limit. */
  async #listFor(
    restaurantId: string,
    connected: ReadonlySet<string>,
    limit: number,
    listing: Parameters<CouriersRepository['list']>[1],
  ): Promise<Page<Courier>> {
    const { location } = await this.restaurants.get(restaurantId);
    const found = await this.couriers.list({ restaurantId, around: location, metres: farthest }, listing);
    const { items, nextCursor } = pageFrom(found, limit, ({ _id }) => [_id]);
    const known = items.filter((courier) => isKnownTo(courier, { id: restaurantId, location }));
    return {
      items: await Promise.all(
        known.map(async (courier) =>
          seenByStaff(
            this.#withNewestPosition(courier),
            connected.has(courier._id),
            await this.dispatch.hasRoom(courier),
            restaurantId,
          ),
        ),
      ),
      nextCursor,
    };
  }

  async #view(courier: CourierDoc, connected: ReadonlySet<string>): Promise<Courier> {
    return courierView(
      this.#withNewestPosition(courier),
      connected.has(courier._id),
      await this.dispatch.hasRoom(courier),
    );
  }

  /** The stored position is some seconds old; this node may know a newer one. */
  #withNewestPosition(courier: CourierDoc): CourierDoc {
    return { ...courier, position: this.positions.newest(courier) };
  }

  /** The courier went on or off duty, or their orders changed. */
  async statusChanged(courierId: string): Promise<void> {
    const courier = await this.couriers.find(courierId);
    if (!courier) return;
    this.changes.tell({ after: this.positions.newest(courier), isNews: true });
    await this.dispatch.offerIfRoom(courier);
  }

  /** For accounts that end or lose the courier role: they get no further offers. */
  async retire(userId: string, actor: Actor | null): Promise<void> {
    await this.couriers.change(userId, retire, actor);
  }
}

const onDuty = ['available', 'busy'] as const;

function positionOf({ latitude: lat, longitude: lng }: Duty): Point | null {
  if (lat !== undefined && lng !== undefined) return { lat, lng };
  if (lat === undefined && lng === undefined) return null;
  const missing = lat === undefined ? 'latitude' : 'longitude';
  throw new Refusal('validation_failed', `Send latitude and longitude together: ${missing} is missing.`, {
    errors: [{ path: missing, message: 'is required together with the other coordinate' }],
  });
}
