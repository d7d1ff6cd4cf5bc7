import { accountCalls } from './accounts.ts';
import { apiKeyCalls } from './api-keys.ts';
import { auditCalls } from './audit.ts';
import { chatCalls } from './chat.ts';
import { consoleCalls } from './console.ts';
import { courierCalls } from './couriers.ts';
import { identityProviderCalls } from './identity-provider.ts';
import { menuFileCalls } from './menu-files.ts';
import { menuCalls } from './menu.ts';
import { announcementCalls } from './announcements.ts';
import { notificationCalls } from './notifications.ts';
import { pushCalls } from './push.ts';
import { offerCalls } from './offers.ts';
import { paymentCalls } from './payments.ts';
import { pictureCalls } from './pictures.ts';
import { printingCalls } from './printing.ts';
import { privacyCalls } from './privacy.ts';
import { quoteCalls } from './quotes.ts';
import { reportCalls } from './reports.ts';
import { secondFactorCalls } from './second-factor.ts';
import { webhookCalls } from './webhooks.ts';
import { serviceEventCalls } from './service-events.ts';
import { operationCalls, parkedCalls, socketCalls } from './operations.ts';
import { orderCalls } from './order-calls.ts';
import { restaurantCalls } from './restaurant-calls.ts';
import { storefrontCalls } from './storefronts.ts';
import { teamInvitationCalls } from './team-invitations.ts';
import { telephoneOrderCalls } from './telephone-orders.ts';
import { timeSlotCalls } from './time-slot-calls.ts';

/** Every REST call. A test compares this table with the routes of the running server. */
export const calls = {
  ...accountCalls,
  ...teamInvitationCalls,
  ...secondFactorCalls,
  ...identityProviderCalls,
  ...restaurantCalls,
  ...storefrontCalls,
  ...timeSlotCalls,
  ...menuCalls,
  ...menuFileCalls,
  ...pictureCalls,
  ...orderCalls,
  ...telephoneOrderCalls,
  ...quoteCalls,
  ...courierCalls,
  ...consoleCalls,
  ...paymentCalls,
  ...offerCalls,
  ...announcementCalls,
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
  ...serviceEventCalls,
  ...webhookCalls,
  ...apiKeyCalls,
} as const;
