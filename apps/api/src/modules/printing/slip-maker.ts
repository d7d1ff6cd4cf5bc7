import { Injectable } from '@nestjs/common';
import type { ItemChange, OrderState } from '@passline/contracts';
import { OrderAccess } from '../orders/order.access.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import type { PrintJobDoc } from './print-job.schema.ts';
import type { PrinterDoc } from './printer.schema.ts';
import { concernsStation, stationSlip } from './station-slip.ts';
import { orderSlips, testSlip } from './slips.ts';

/** Makes slips of orders as they are now, so that a slip that waited for paper is not outdated. */
@Injectable()
export class SlipMaker {
  constructor(
    private readonly orders: OrderAccess,
    private readonly restaurants: RestaurantsService,
  ) {}

  order(id: string): Promise<OrderState | null> {
    return this.orders.find(id);
  }

  async make(job: PrintJobDoc, printer: PrinterDoc, order: OrderState | null): Promise<Buffer> {
    const { restaurant, settings } = await this.restaurants.terms(job.restaurantId);
    if (!order) return testSlip(restaurant, printer, job);
    const station = stationSlip(settings.kitchen.stations, printer.stationId, order.items);
    return orderSlips(order, station, restaurant, printer, job);
  }

  /** Whether a change of an item is about what the printer's station makes. */
  async concerns({ stationId, restaurantId }: PrinterDoc, change: ItemChange): Promise<boolean> {
    if (stationId === null) return true;
    const { settings } = await this.restaurants.terms(restaurantId);
    return concernsStation(settings.kitchen.stations, stationId, change);
  }

  /** Whether the printer prints anything of the order: a station may have no part in it. */
  async hasPart(printer: PrinterDoc, orderId: string): Promise<boolean> {
    if (printer.stationId === null) return true;
    const [order, { settings }] = await Promise.all([
      this.orders.find(orderId),
      this.restaurants.terms(printer.restaurantId),
    ]);
    if (!order) return false;
    const station = stationSlip(settings.kitchen.stations, printer.stationId, order.items);
    return !station || station.items.length > 0;
  }
}
