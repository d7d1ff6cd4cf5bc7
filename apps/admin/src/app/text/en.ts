import { board } from './en/board.ts';
import { delivery } from './en/delivery.ts';
import { details } from './en/details.ts';
import { door } from './en/door.ts';
import { house } from './en/house.ts';
import { line } from './en/line.ts';
import { menu } from './en/menu.ts';
import { office } from './en/office.ts';
import { order } from './en/order.ts';
import { people } from './en/people.ts';
import { platform } from './en/platform.ts';
import { trail } from './en/trail.ts';

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
