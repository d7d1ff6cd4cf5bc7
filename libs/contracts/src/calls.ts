import { accountCalls } from './accounts.ts';
import {
  chatCalls,
  courierCalls,
  notificationCalls,
  offerCalls,
  paymentCalls,
  reportCalls,
} from './neighbours.ts';
import { operationCalls, parkedCalls, socketCalls } from './operations.ts';
import { orderCalls } from './orders.ts';
import { restaurantCalls } from './restaurants.ts';

/** Every call that is served. A test walks the running server and this table and finds no difference. */
export const calls = {
  ...accountCalls,
  ...restaurantCalls,
  ...orderCalls,
  ...courierCalls,
  ...paymentCalls,
  ...offerCalls,
  ...notificationCalls,
  ...chatCalls,
  ...reportCalls,
  ...operationCalls,
  ...parkedCalls,
  ...socketCalls,
} as const;
