import type { Messages } from './en.ts';
import { board } from './de/board.ts';
import { delivery } from './de/delivery.ts';
import { details } from './de/details.ts';
import { door } from './de/door.ts';
import { house } from './de/house.ts';
import { line } from './de/line.ts';
import { menu } from './de/menu.ts';
import { office } from './de/office.ts';
import { order } from './de/order.ts';
import { people } from './de/people.ts';
import { platform } from './de/platform.ts';
import { trail } from './de/trail.ts';

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
