import { Controller } from '@nestjs/common';
import {
  type InputOf,
  type Page,
  Refusal,
  type Restaurant,
  type RestaurantSettings,
  calls,
  restaurantsOf,
} from '@passline/contracts';
import { By, type Caller, type UserOrKey, Visitor } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { BlockedCustomers } from './blocked-customers.ts';
import { RestaurantOpening } from './restaurant-opening.ts';
import { RestaurantsService } from './restaurants.service.ts';

@Controller()
export class RestaurantsController {
  constructor(
    private readonly restaurants: RestaurantsService,
    private readonly opening: RestaurantOpening,
    private readonly blocked: BlockedCustomers,
  ) {}

  @Serve(calls.listRestaurants)
  async list(
    @Visitor() visitor: Caller | null,
    @Input() { query }: InputOf<typeof calls.listRestaurants>,
  ): Promise<Page<Restaurant>> {
    return this.restaurants.list(visitor, query.limit, query.cursor);
  }

  @Serve(calls.getRestaurant)
  async get(
    @Visitor() visitor: Caller | null,
    @Input() { params }: InputOf<typeof calls.getRestaurant>,
  ): Promise<Restaurant> {
    return this.restaurants.show(visitor, params.id);
  }

  @Serve(calls.createRestaurant, { perAccount: 'records' })
  async create(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.createRestaurant>,
  ): Promise<Restaurant> {
    return this.restaurants.create(caller, body);
  }

  @Serve(calls.changeRestaurant)
  async change(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.changeRestaurant>,
  ): Promise<Restaurant> {
    return this.restaurants.change(caller, params.id, body);
  }

  @Serve(calls.changeStatus)
  async changeStatus(
    @By() caller: UserOrKey,
    @Input() { params, body }: InputOf<typeof calls.changeStatus>,
  ): Promise<Restaurant> {
    return this.opening.changeStatus(caller, params.id, body);
  }

  @Serve(calls.changeOwnStatus)
  async changeOwnStatus(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.changeOwnStatus>,
  ): Promise<Restaurant> {
    const [own, ...others] = restaurantsOf(caller);
    if (own === undefined) throw new Refusal('not_found', 'Your account belongs to no restaurant.');
    if (others.length > 0)
      throw new Refusal(
        'conflict',
        'You work in several restaurants. Use PATCH /restaurants/:id/status, which names one.',
      );
    return this.opening.changeStatus(caller, own, body);
  }

  @Serve(calls.getSettings)
  async settings(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.getSettings>,
  ): Promise<RestaurantSettings> {
    return this.restaurants.settings(caller, params.id);
  }

  @Serve(calls.blockCustomer)
  async block(
    @By() caller: Caller,
    @Input() { params, body }: InputOf<typeof calls.blockCustomer>,
  ): Promise<RestaurantSettings> {
    return this.blocked.block(caller, params.id, body.customerId);
  }

  @Serve(calls.unblockCustomer)
  async unblock(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof calls.unblockCustomer>,
  ): Promise<RestaurantSettings> {
    return this.blocked.unblock(caller, params.id, params.customerId);
  }
}
