import { accountCalls } from './accounts.ts';
import { auditCalls } from './audit.ts';
import { chatCalls } from './chat.ts';
import { consoleCalls } from './console.ts';
import { courierCalls } from './couriers.ts';
import { menuCalls } from './menu.ts';
import { notificationCalls, pushCalls } from './notifications.ts';
import { offerCalls } from './offers.ts';
import { paymentCalls } from './payments.ts';
import { printingCalls } from './printing.ts';
import { privacyCalls } from './privacy.ts';
import { reportCalls } from './reports.ts';
import { operationCalls, parkedCalls, socketCalls } from './operations.ts';
import { orderCalls } from './order-calls.ts';
import { restaurantCalls } from './restaurants.ts';
import { timeSlotCalls } from './time-slot-calls.ts';

/** Every REST call. A test compares this table with the routes of the running server. */
export const calls = {
  ...accountCalls,
  ...restaurantCalls,
  ...timeSlotCalls,
  ...menuCalls,
  ...orderCalls,
  ...courierCalls,
  ...consoleCalls,
  ...paymentCalls,
  ...offerCalls,
  ...notificationCalls,
  ...pushCalls,
  ...chatCalls,
  ...reportCalls,
  ...printingCalls,
  ...operationCalls,
  ...privacyCalls,
  ...auditCalls,
  ...parkedCalls,
  ...socketCalls,
} as const;
