import { Injectable } from '@nestjs/common';
import type { OrderDoc } from './order.schema.ts';

export interface Position {
  lat: number;
  lng: number;
  at: Date;
}

/**
 * Where the courier of an order was seen last. Couriers hand in how to find out, because orders know nothing of
 * couriers; and it is only asked for while the customer may know: on the way.
 */
@Injectable()
export class LastPosition {
  #ask: (courierId: string) => Promise<Position | null> = () => Promise.resolve(null);

  from(ask: (courierId: string) => Promise<Position | null>): void {
    this.#ask = ask;
  }

  async of({ status, courier }: OrderDoc): Promise<Position | null> {
    return status === 'out_for_delivery' && courier ? this.#ask(courier.id) : null;
  }
}
