import { board } from './en/board.ts';
import { delivery } from './en/delivery.ts';
import { details } from './en/profile.ts';
import { door } from './en/auth.ts';
import { house } from './en/common.ts';
import { line } from './en/connection.ts';
import { menu } from './en/menu.ts';
import { office } from './en/back-office.ts';
import { order } from './en/order.ts';
import { people } from './en/accounts.ts';
import { platform } from './en/admin.ts';
import { trail } from './en/audit-log.ts';

/** Every word that the console says, by place. Other languages fit this shape; a missing text does not compile. */
export const en = {
  ...house,
  ...door,
  ...line,
  ...board,
  ...order,
  ...delivery,
  ...menu,
  ...details,
  ...office,
  ...platform,
  ...people,
  ...trail,
};

export type Messages = typeof en;
