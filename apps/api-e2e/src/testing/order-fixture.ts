import { randomUUID } from 'node:crypto';
import { calls, type Order, type Role } from '@passline/contracts';
import type { Api } from './api.ts';
import { type Dish, moveOrder, placeOrder, dishWithoutOptions } from './orders.ts';
import type { RunningServer } from './server.ts';
import { Connection } from './sockets.ts';

export type TestUser = Api & { id: string };

/** The accounts and the dish that a test needs to take an order from placement to delivery on one server. */
export class OrderFixture {
  readonly server: RunningServer;
  readonly operator: Api;
  readonly owner: Api;
  readonly otherOwner: Api;
  readonly dish: Dish;

  private constructor(server: RunningServer, [operator, owner, neighbour]: [Api, Api, Api], dish: Dish) {
    this.server = server;
    this.operator = operator;
    this.owner = owner;
    this.otherOwner = neighbour;
    this.dish = dish;
  }

  static async signIn(server: RunningServer): Promise<OrderFixture> {
    const [accounts, dish] = await Promise.all([
      server.api.signInAll('operator', 'owner', 'owner2'),
      dishWithoutOptions(server.api),
    ]);
    return new OrderFixture(server, accounts, dish);
  }

  async newUser(role: Role, restaurantId?: string): Promise<TestUser> {
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
    return placeOrder(customer, this.dish, more);
  }

  /** Places an order and hands it over to a new courier. */
  async orderOutForDelivery(customer: Api, more = {}): Promise<{ order: Order; courier: TestUser }> {
    const placed = await this.order(customer, more);
    const courier = await this.assignNewCourier(placed);
    await moveOrder(this.owner, placed.id, 'out_for_delivery');
    return { order: placed, courier };
  }

  /** Starts cooking the order and assigns a new courier to it. */
  async assignNewCourier({ id }: Order): Promise<TestUser> {
    const courier = await this.newUser('courier');
    await moveOrder(this.owner, id, 'confirmed', 'preparing');
    await this.assignCourier(id, courier);
    return courier;
  }

  async assignCourier(id: string, courier: TestUser): Promise<void> {
    await courier.ok(calls.changeCourierStatus, { body: { status: 'available' } });
    await this.owner.ok(calls.assignCourier, { params: { id }, body: { courierId: courier.id } });
  }
}
