import { shared } from '@passline/web/i18n/texts/de.ts';
import type { Messages } from './en.ts';
import { board } from './de/board.ts';
import { delivery } from './de/delivery.ts';
import { profile } from './de/profile.ts';
import { stationSettings } from './de/stations.ts';
import { auth } from './de/auth.ts';
import { common } from './de/common.ts';
import { connection } from './de/connection.ts';
import { menu } from './de/menu.ts';
import { backOffice } from './de/back-office.ts';
import { order } from './de/order.ts';
import { accounts } from './de/accounts.ts';
import { admin } from './de/admin.ts';
import { auditLog } from './de/audit-log.ts';
import { printing } from './de/printing.ts';
import { integrations } from './de/integrations.ts';
import { itemChanges } from './de/item-changes.ts';
import { customerPage } from './de/customer-page.ts';
import { hours } from './de/hours.ts';
import { secondFactor } from './de/second-factor.ts';
import { scheduled } from './de/scheduled.ts';
import { telephone } from './de/telephone.ts';

export const de: Messages = {
  ...shared,
  ...common,
  ...auth,
  ...connection,
  ...board,
  ...order,
  ...delivery,
  ...menu,
  ...profile,
  ...stationSettings,
  ...backOffice,
  ...admin,
  ...accounts,
  ...auditLog,
  ...hours,
  ...customerPage,
  ...integrations,
  ...itemChanges,
  ...scheduled,
  ...telephone,
  ...secondFactor,
  ...printing,
};
