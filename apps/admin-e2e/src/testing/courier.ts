import type { Courier, Order, OrderStatus } from '@passline/contracts';
import { setTimeout as pace } from 'node:timers/promises';
import { type Socket, io } from 'socket.io-client';
import type { ApiUser } from '../../../../tools/testing/browser/api-user.ts';

/** A position at a distance in metres from the demo kitchen. */
const kitchen = { lat: 52.52967, lng: 13.40126 };
export const positionFromKitchen = (north: number, east: number) => ({
  lat: kitchen.lat + north / 111_195,
  lng: kitchen.lng + east / 67_650,
});

/** A courier's app, as a plain client of the API. */
export class CourierApp {
  readonly user: ApiUser;
  readonly #socket: Socket;

  private constructor(user: ApiUser, socket: Socket) {
    this.user = user;
    this.#socket = socket;
  }

  static async connect(user: ApiUser): Promise<CourierApp> {
    const socket = io(user.url, {
      auth: { token: user.session.accessToken },
      transports: ['websocket'],
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('registered', () => resolve()));
    return new CourierApp(user, socket);
  }

  get id(): string {
    return this.user.session.user.id;
  }

  goOnDuty(north: number, east: number): Promise<Courier> {
    const { lat: latitude, lng: longitude } = positionFromKitchen(north, east);
    return this.user.call('changeCourierStatus', { body: { status: 'available', latitude, longitude } });
  }

  move(order: Order, status: OrderStatus): Promise<Order> {
    return this.user.call('moveOrder', { params: { id: order.id }, body: { status } });
  }

  /** Whether the position was broadcast: only the first of two in one second is. */
  async sendPosition(order: Order, north: number, east: number): Promise<boolean> {
    const { lat: latitude, lng: longitude } = positionFromKitchen(north, east);
    const answer: unknown = await this.#socket.emitWithAck('delivery:location', {
      orderId: order.id,
      latitude,
      longitude,
      speed: 5,
    });
    return (answer as { passedOn?: boolean }).passedOn === true;
  }

  /** Repeats until the position is broadcast, because of the rate limit. */
  async sendPositionUntilBroadcast(order: Order, north: number, east: number): Promise<void> {
    while (!(await this.sendPosition(order, north, east))) await pace(250);
  }

  close(): void {
    this.#socket.close();
  }
}
