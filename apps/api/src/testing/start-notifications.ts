import { MongooseModule } from '@nestjs/mongoose';
import { AccountsService } from '../modules/accounts/accounts.service.ts';
import { RestaurantStaff } from '../modules/accounts/restaurant-staff.ts';
import { NOTIFICATION, NotificationSchema } from '../modules/notifications/notification.schema.ts';
import { NotificationsListener } from '../modules/notifications/notifications.listener.ts';
import { NotificationsRepository } from '../modules/notifications/notifications.repository.ts';
import { NotificationsService } from '../modules/notifications/notifications.service.ts';
import { SharedNoticesListener } from '../modules/notifications/shared-notices.listener.ts';
import { SharedNotices } from '../modules/notifications/shared-notices.repository.ts';
import { WaitingOrders } from '../modules/notifications/waiting-orders.repository.ts';
import { OrderAccess } from '../modules/orders/order.access.ts';
import { type Domain, startDomain } from './start-domain.ts';

/** Starts notifications with doubles of the two domains that they ask. */
export const startNotifications = (
  orders: { find: (id: string) => Promise<unknown> },
  staff: { of: (restaurantId: string) => Promise<readonly string[]> },
): Promise<Domain> =>
  startDomain(
    [MongooseModule.forFeature([{ name: NOTIFICATION, schema: NotificationSchema }])],
    [
      { provide: OrderAccess, useValue: orders },
      { provide: RestaurantStaff, useValue: staff },
      { provide: AccountsService, useValue: { operators: () => Promise.resolve([]) } },
      NotificationsRepository,
      WaitingOrders,
      SharedNotices,
      SharedNoticesListener,
      NotificationsService,
      NotificationsListener,
    ],
  );
