import { z } from 'zod';
import { call } from './endpoint.ts';
import { RestaurantSettings } from './restaurant-settings.ts';
import {
  CreateRestaurantRequest,
  Restaurant,
  UpdateRestaurantRequest,
  UpdateRestaurantStatusRequest,
} from './restaurants.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, PageQuery, pageOf } from './values.ts';

const tag = 'Restaurants';
const one = z.object({ id: Id });

export const restaurantCalls = {
  listRestaurants: call({
    ...routes.listRestaurants,
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'All restaurants, sorted by name',
    query: PageQuery,
    status: 200,
    answer: pageOf(Restaurant),
  }),
  getRestaurant: call({
    ...routes.getRestaurant,
    who: 'anyone',
    seesMore: true,
    tag,
    summary: 'One restaurant',
    params: one,
    status: 200,
    answer: Restaurant,
    problems: ['not_found'],
  }),
  createRestaurant: call({
    ...routes.createRestaurant,
    who: ['operator'],
    tag,
    summary: 'Add a restaurant',
    body: CreateRestaurantRequest,
    status: 201,
    answer: Restaurant,
    problems: ['slug_taken'],
  }),
  changeRestaurant: call({
    ...routes.changeRestaurant,
    who: ['owner', 'manager', 'operator'],
    tag,
    summary: 'Change the profile and settings of a restaurant',
    params: one,
    body: UpdateRestaurantRequest,
    status: 200,
    answer: Restaurant,
    problems: ['not_found', 'version_conflict', 'conflict', 'slug_taken'],
  }),
  getSettings: call({
    ...routes.getSettings,
    who: [...staffRoles, 'operator'],
    tag,
    summary: 'Alert policy, auto-accept, ageing, stations, VAT rates and blocked customers',
    params: one,
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  blockCustomer: call({
    ...routes.blockCustomer,
    who: ['owner', 'manager'],
    tag,
    summary: 'Block a customer: reject their orders and messages',
    params: one,
    body: z.strictObject({ customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  unblockCustomer: call({
    ...routes.unblockCustomer,
    who: ['owner', 'manager'],
    tag,
    summary: 'Unblock a customer',
    params: z.object({ id: Id, customerId: Id }),
    status: 200,
    answer: RestaurantSettings,
    problems: ['not_found'],
  }),
  changeStatus: call({
    ...routes.changeStatus,
    who: staffRoles,
    keyScope: 'opening:write',
    tag,
    summary: 'Open, pause or mark as busy; a pause, and opening outside the hours, always end automatically',
    params: one,
    body: UpdateRestaurantStatusRequest,
    status: 200,
    answer: Restaurant,
    problems: ['not_found'],
  }),
  changeOwnStatus: call({
    ...routes.changeOwnStatus,
    who: staffRoles,
    tag,
    summary: "The same for the caller's own restaurant; `conflict` for staff of several restaurants",
    body: UpdateRestaurantStatusRequest,
    status: 200,
    answer: Restaurant,
    problems: ['conflict'],
  }),
} as const;
