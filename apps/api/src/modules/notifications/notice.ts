import type { NotificationParams } from '@passline/contracts';
import type { EnvelopeOf, EventName } from '@passline/event-log';
import type { OrderAccess } from '../orders/order.access.ts';

type Order = NonNullable<Awaited<ReturnType<OrderAccess['find']>>>;

export interface Notice {
  /** Ids of users. */
  to: readonly string[];
  type: string;
  title: string;
  message: string;
  /** What title and message say, for readers in other languages. */
  params: NonNullable<NotificationParams>;
  /** The recipients share one notification of this matter, which comes again with each further event about it. */
  matter?: string;
}

/** Reads that a notice may need beyond its event. */
export interface Lookups {
  order(): Promise<Order>;
  staff(restaurantId: string): Promise<readonly string[]>;
  operators(): Promise<readonly string[]>;
}

/** The notices of events. */
export type NoticeTable = {
  [T in EventName]?: (envelope: EnvelopeOf<T>, lookups: Lookups) => Promise<Notice[]>;
};
