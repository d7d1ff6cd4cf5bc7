import type { Messages } from './en.ts';
import { board } from './de/board.ts';
import { delivery } from './de/delivery.ts';
import { details } from './de/profile.ts';
import { door } from './de/auth.ts';
import { house } from './de/common.ts';
import { line } from './de/connection.ts';
import { menu } from './de/menu.ts';
import { office } from './de/back-office.ts';
import { order } from './de/order.ts';
import { people } from './de/accounts.ts';
import { platform } from './de/admin.ts';
import { trail } from './de/audit-log.ts';

export const de: Messages = {
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
