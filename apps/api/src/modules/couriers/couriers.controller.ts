import { Controller } from '@nestjs/common';
import {
  type Courier,
  type CourierEarnings,
  type CourierSearch,
  type Delivery,
  type InputOf,
  type Order,
  type Page,
  courierCalls,
} from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { CouriersService } from './couriers.service.ts';
import { CourierPositions } from './courier-positions.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { EarningsService } from './earnings.service.ts';

@Controller()
export class CouriersController {
  constructor(
    private readonly couriers: CouriersService,
    private readonly deliveries: DeliveriesService,
    private readonly positions: CourierPositions,
    private readonly earnings: EarningsService,
  ) {}

  @Serve(courierCalls.changeCourierStatus)
  async changeCourierStatus(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof courierCalls.changeCourierStatus>,
  ): Promise<Courier> {
    return this.couriers.changeStatus(caller, body);
  }

  @Serve(courierCalls.getOwnCourier)
  async getOwnCourier(@By() caller: Caller): Promise<Courier> {
    return this.couriers.own(caller);
  }

  @Serve(courierCalls.reportPosition)
  async reportPosition(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof courierCalls.reportPosition>,
  ): Promise<undefined> {
    await this.positions.reportOnDuty(caller, { ...body, at: new Date() });
    return undefined;
  }

  @Serve(courierCalls.getEarnings)
  async getEarnings(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof courierCalls.getEarnings>,
  ): Promise<CourierEarnings> {
    return this.earnings.of(caller, query.timeZone, new Date());
  }

  @Serve(courierCalls.listCouriers)
  async listCouriers(
    @By() caller: Caller,
    @Input() { query }: InputOf<typeof courierCalls.listCouriers>,
  ): Promise<Page<Courier>> {
    return this.couriers.list(caller, query);
  }

  @Serve(courierCalls.listDeliveries)
  async listDeliveries(@By() caller: Caller): Promise<Page<Delivery>> {
    return this.deliveries.available(caller);
  }

  @Serve(courierCalls.acceptDelivery)
  async acceptDelivery(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof courierCalls.acceptDelivery>,
  ): Promise<Order> {
    return this.deliveries.accept(caller, params.orderId);
  }

  @Serve(courierCalls.declineDelivery)
  async declineDelivery(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof courierCalls.declineDelivery>,
  ): Promise<undefined> {
    await this.deliveries.decline(caller, params.orderId);
    return undefined;
  }

  @Serve(courierCalls.listSearches)
  async listSearches(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof courierCalls.listSearches>,
  ): Promise<Page<CourierSearch>> {
    return this.deliveries.searches(caller, params.id);
  }

  @Serve(courierCalls.assignCourier)
  async assignCourier(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof courierCalls.assignCourier>,
  ): Promise<Order> {
    return this.deliveries.assign(caller, params.id, body.courierId, body.expectedVersion);
  }
}
