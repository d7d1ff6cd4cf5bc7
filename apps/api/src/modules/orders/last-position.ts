import { Injectable } from '@nestjs/common';
import type { OrderDoc } from './order.schema.ts';

export interface Position {
  lat: number;
  lng: number;
  at: Date;
}

/**
 * The last position of an order's courier. The couriers module registers the lookup, because orders do not depend on
 * couriers. It is used only while the order is out for delivery, when the customer may see the position.
 */
@Injectable()
export class LastPosition {
  #lookup: (courierId: string) => Promise<Position | null> = () => Promise.resolve(null);

  from(lookup: (courierId: string) => Promise<Position | null>): void {
    this.#lookup = lookup;
  }

  async of({ status, courier }: OrderDoc): Promise<Position | null> {
    return status === 'out_for_delivery' && courier ? this.#lookup(courier.id) : null;
  }
}
