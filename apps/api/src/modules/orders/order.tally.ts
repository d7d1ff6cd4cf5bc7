import {
  isWaiting,
  openStates,
  type OrderChannel,
  type OrderStatus,
  type ReasonCode,
} from '@passline/contracts';
import type { PipelineStage } from 'mongoose';

/** In every time zone, days and hours begin at a quarter of an hour, so quarters can be grouped by local day and hour. */
const quarterMs = 15 * 60_000;

/** Statistics of orders that can be added up: counts, sums, and durations as counts per second. */
export interface Tally {
  statuses: { _id: OrderStatus; orders: number }[];
  channels: { _id: OrderChannel; orders: number; revenue: number }[];
  quarters: { _id: number; orders: number; revenue: number; tips: number }[];
  stages: { _id: { stage: Stage; seconds: number }; orders: number }[];
  promises: { _id: boolean; orders: number }[];
  cancellations: { _id: { reason: string; code: ReasonCode | null }; orders: number }[];
  items: { _id: string; quantity: number; revenue: number }[];
  vat: { _id: { at: number; name: string; rate: number }; gross: number; net: number; vat: number }[];
}

export const stages = [
  'pending',
  'confirmed',
  'preparing',
  'ready',
  'out_for_delivery',
  'total',
] as const satisfies readonly (OrderStatus | 'total')[];
type Stage = (typeof stages)[number];

const reached = (status: OrderStatus) => `$reached.${status}`;
const either = (a: OrderStatus, b: OrderStatus) => ({ $ifNull: [reached(a), reached(b)] });

/** Begin and end of each stage, by the times at which the order reached its states. */
const spans: Record<Stage, [from: unknown, to: unknown]> = {
  pending: [reached('pending'), reached('confirmed')],
  confirmed: [reached('confirmed'), reached('preparing')],
  preparing: [reached('preparing'), either('ready', 'out_for_delivery')],
  ready: [reached('ready'), either('out_for_delivery', 'delivered')],
  out_for_delivery: [reached('out_for_delivery'), reached('delivered')],
  total: [reached('pending'), reached('delivered')],
};

const ms = { $subtract: ['$createdAt', new Date(0)] };
const isPickup = { $eq: ['$fulfilment', 'pickup'] };
/** The promised time that counts for the customer. A courier who is late moves what is expected, not what was promised. */
const deliverAt = { $ifNull: ['$promise.delayedFrom', '$promise.deliverAt'] };
const due = { $cond: [isPickup, '$promise.readyAt', deliverAt] };
const delivered = { $eq: ['$status', 'delivered'] };
const tip = { $ifNull: ['$tip', 0] };
const count = { $sum: 1 };

const fields = {
  status: 1,
  channel: 1,
  createdAt: 1,
  fulfilment: 1,
  totalAmount: 1,
  tip: 1,
  reached: 1,
  promise: 1,
  'cancellation.reason': 1,
  'cancellation.code': 1,
  'items.name': 1,
  'items.quantity': 1,
  'items.unitPrice': 1,
  vat: 1,
} as const;

type Facet = PipelineStage.FacetPipelineStage[];

const perStatus: Facet = [{ $group: { _id: '$status', orders: count } }];

const revenue = { $sum: { $cond: [delivered, { $subtract: ['$totalAmount', tip] }, 0] } };

const perChannel: Facet = [{ $group: { _id: { $ifNull: ['$channel', 'online'] }, orders: count, revenue } }];

const quarter = { $subtract: [ms, { $mod: [ms, quarterMs] }] };
const perQuarter: Facet = [
  {
    $group: {
      _id: quarter,
      orders: count,
      revenue,
      tips: { $sum: { $cond: [delivered, tip, 0] } },
    },
  },
];

/** How many orders took how many seconds for each stage. */
const stageDurations: Facet = [
  {
    $project: {
      spans: stages.map((stage) => {
        const [begin, end] = spans[stage];
        return { stage, ms: { $subtract: [end, begin] } };
      }),
    },
  },
  { $unwind: '$spans' },
  // After an undo the times run backwards, so such stages are skipped.
  { $match: { 'spans.ms': { $gte: 0 } } },
  {
    $group: {
      _id: { stage: '$spans.stage', seconds: { $floor: { $divide: ['$spans.ms', 1000] } } },
      orders: count,
    },
  },
];

/** When the order reached this status, if it still has it or one of those that follow. */
const standing = (status: OrderStatus, ...later: OrderStatus[]) => ({
  $cond: [{ $or: [status, ...later].map((it) => ({ $eq: ['$status', it] })) }, reached(status), null],
});

/**
 * Orders that were ready or delivered by the promised time, and orders that were later. An open order whose time has
 * passed is late already; one whose time is still to come does not count yet.
 */
const promisesKept = (now: Date): Facet => [
  { $match: { status: { $ne: 'cancelled' } } },
  {
    $project: {
      due,
      // A step that was taken back leaves its time, so the status decides.
      done: { $cond: [isPickup, standing('ready', 'delivered'), standing('delivered')] },
    },
  },
  { $match: { due: { $type: 'date' }, $or: [{ done: { $type: 'date' } }, { due: { $lt: now } }] } },
  { $group: { _id: { $lte: [{ $ifNull: ['$done', now] }, '$due'] }, orders: count } },
];

/** Open and late orders by restaurant. A pickup is in time once it is ready. */
export const openCounts = (now: Date): PipelineStage[] => [
  { $match: { status: { $in: openStates.filter((status) => !isWaiting(status)) } } },
  {
    $group: {
      _id: '$restaurantId',
      open: count,
      late: {
        $sum: {
          $cond: [
            {
              $and: [
                { $lt: [{ $ifNull: [due, now] }, now] },
                { $not: [{ $and: [isPickup, { $eq: ['$status', 'ready'] }] }] },
              ],
            },
            1,
            0,
          ],
        },
      },
    },
  },
];

const cancellationReasons: Facet = [
  { $match: { status: 'cancelled' } },
  {
    $group: {
      _id: { reason: '$cancellation.reason', code: { $ifNull: ['$cancellation.code', null] } },
      orders: count,
    },
  },
];

const itemSales: Facet = [
  { $match: { status: { $ne: 'cancelled' } } },
  { $unwind: '$items' },
  {
    $group: {
      _id: '$items.name',
      quantity: { $sum: '$items.quantity' },
      revenue: { $sum: { $multiply: ['$items.quantity', '$items.unitPrice'] } },
    },
  },
];

/** The sums that delivered orders keep. Orders without rates have none. */
const vatPerQuarter: Facet = [
  { $match: { status: 'delivered' } },
  { $unwind: '$vat' },
  {
    $group: {
      _id: { at: quarter, name: '$vat.name', rate: '$vat.rate' },
      gross: { $sum: '$vat.gross' },
      net: { $sum: '$vat.net' },
      vat: { $sum: '$vat.vat' },
    },
  },
];

/** One pass over the orders placed in this period. It uses only stages and operators of MongoDB 6. */
export const tallyOf = (restaurantId: string, from: Date, to: Date, now: Date): PipelineStage[] => [
  { $match: { restaurantId, createdAt: { $gte: from, $lt: to } } },
  // Leaves out the history, which is most of the document and would be copied into every branch.
  { $project: fields },
  {
    $facet: {
      statuses: perStatus,
      channels: perChannel,
      quarters: perQuarter,
      stages: stageDurations,
      promises: promisesKept(now),
      cancellations: cancellationReasons,
      items: itemSales,
      vat: vatPerQuarter,
    },
  },
];
