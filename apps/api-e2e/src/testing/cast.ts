import { randomUUID } from 'node:crypto';
import { calls, type Order, type Role } from '@passline/contracts';
import type { Api } from './api.ts';
import { type Dish, move, order, plainDish } from './ordering.ts';
import type { Running } from './server.ts';
import { Connection } from './sockets.ts';

export type Person = Api & { id: string };

/** The accounts that are needed to serve an order at one server. */
export class Cast {
  readonly server: Running;
  readonly operator: Api;
  readonly owner: Api;
  readonly neighbour: Api;
  readonly dish: Dish;

  private constructor(server: Running, [operator, owner, neighbour]: [Api, Api, Api], dish: Dish) {
    this.server = server;
    this.operator = operator;
    this.owner = owner;
    this.neighbour = neighbour;
    this.dish = dish;
  }

  static async at(server: Running): Promise<Cast> {
    const [people, dish] = await Promise.all([
      server.api.signInAll('operator', 'owner', 'owner2'),
      plainDish(server.api),
    ]);
    return new Cast(server, people, dish);
  }

  async person(role: Role, restaurantId?: string): Promise<Person> {
    const email = `${role}-${randomUUID()}@example.com`;
    const { id } = await this.operator.ok(calls.createUser, {
      body: {
        email,
        password: 'correct horse',
        name: `${role} Surname`,
        phone: '+49 30 1234567',
        role,
        ...(restaurantId && { restaurantId }),
      },
    });
    return Object.assign(await this.server.api.signIn(email, 'correct horse'), { id });
  }

  connect(who: Api, options = {}): Promise<Connection> {
    return Connection.as(this.server.url, who.token, options);
  }

  order(customer: Api, more = {}): Promise<Order> {
    return order(customer, this.dish, more);
  }

  /** On its way with a courier of its own. */
  async underWay(customer: Api, more = {}): Promise<{ order: Order; courier: Person }> {
    const placed = await this.order(customer, more);
    const courier = await this.withCourier(placed);
    await move(this.owner, placed.id, 'out_for_delivery');
    return { order: placed, courier };
  }

  /** In preparation, with a courier assigned. */
  async withCourier({ id }: Order): Promise<Person> {
    const courier = await this.person('courier');
    await move(this.owner, id, 'confirmed', 'preparing');
    await this.give(id, courier);
    return courier;
  }

  async give(id: string, courier: Person): Promise<void> {
    await courier.ok(calls.changeCourierStatus, { body: { status: 'available' } });
    await this.owner.ok(calls.assignCourier, { params: { id }, body: { courierId: courier.id } });
  }
}
