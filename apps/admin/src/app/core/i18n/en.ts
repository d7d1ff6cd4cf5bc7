import { shared } from '@passline/web/i18n/texts/en.ts';
import { board } from './en/board.ts';
import { delivery } from './en/delivery.ts';
import { profile } from './en/profile.ts';
import { stationSettings } from './en/stations.ts';
import { auth } from './en/auth.ts';
import { common } from './en/common.ts';
import { connection } from './en/connection.ts';
import { menu } from './en/menu.ts';
import { backOffice } from './en/back-office.ts';
import { order } from './en/order.ts';
import { accounts } from './en/accounts.ts';
import { admin } from './en/admin.ts';
import { auditLog } from './en/audit-log.ts';
import { printing } from './en/printing.ts';
import { integrations } from './en/integrations.ts';
import { itemChanges } from './en/item-changes.ts';
import { customerPage } from './en/customer-page.ts';
import { hours } from './en/hours.ts';
import { secondFactor } from './en/second-factor.ts';
import { scheduled } from './en/scheduled.ts';
import { telephone } from './en/telephone.ts';

/** All texts of the console. Other languages have the same shape, so a missing text does not compile. */
export const en = {
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

export type Messages = typeof en;
