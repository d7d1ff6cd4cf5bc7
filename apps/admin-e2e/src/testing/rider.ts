import type { Courier, Order, OrderStatus } from '@passline/contracts';
import { setTimeout as pace } from 'node:timers/promises';
import { type Socket, io } from 'socket.io-client';
import type { Guest } from './rest.ts';

/** The demo kitchen, and so many metres from it. */
export const kitchen = { lat: 52.52967, lng: 13.40126 };
export const from = (north: number, east: number) => ({
  lat: kitchen.lat + north / 111_195,
  lng: kitchen.lng + east / 67_650,
});

/** A courier with a telephone: what they do is said to the server as any courier's app would. */
export class Rider {
  readonly guest: Guest;
  readonly #socket: Socket;

  private constructor(guest: Guest, socket: Socket) {
    this.guest = guest;
    this.#socket = socket;
  }

  static async of(guest: Guest): Promise<Rider> {
    const socket = io(guest.url, {
      auth: { token: guest.session.accessToken },
      transports: ['websocket'],
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('registered', () => resolve()));
    return new Rider(guest, socket);
  }

  get id(): string {
    return this.guest.session.user.id;
  }

  onDuty(north: number, east: number): Promise<Courier> {
    const { lat: latitude, lng: longitude } = from(north, east);
    return this.guest.call('PATCH', '/couriers/me/status', { status: 'available', latitude, longitude });
  }

  move(order: Order, status: OrderStatus): Promise<Order> {
    return this.guest.call('PATCH', `/orders/${order.id}/status`, { status });
  }

  /** Whether those who follow the order hear of it: of two in one second only the first is passed on. */
  async ride(order: Order, north: number, east: number): Promise<boolean> {
    const { lat: latitude, lng: longitude } = from(north, east);
    const answer: unknown = await this.#socket.emitWithAck('delivery:location', {
      orderId: order.id,
      latitude,
      longitude,
      speed: 5,
    });
    return (answer as { passedOn?: boolean }).passedOn === true;
  }

  /** Until it is passed on: positions come faster than anybody follows. */
  async rideUntilHeard(order: Order, north: number, east: number): Promise<void> {
    while (!(await this.ride(order, north, east))) await pace(250);
  }

  close(): void {
    this.#socket.close();
  }
}
