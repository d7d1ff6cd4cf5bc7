import type { Webhook } from '@passline/contracts';

type EventName = Webhook['events'][number];

/** The events of webhooks in the words of a restaurant. A test checks that each is in one group. */
export const eventGroups = {
  orders: [
    'order:new',
    'order:status:update',
    'order:cancelled',
    'order:recalled',
    'order:acknowledged',
    'order:received',
    'order:unanswered',
    'order:promise:update',
  ],
  items: ['order:items:update', 'order:changed', 'order:replacement'],
  deliveries: [
    'order:rider_assigned',
    'order:courier_arrived',
    'order:driver_named',
    'delivery:status:update',
  ],
  payments: ['order:payment:update', 'payment:received', 'payment:refunded'],
  menu: ['menu:item:update', 'menu:choice:update', 'menu:update', 'offer:new'],
  restaurant: [
    'business:status:update',
    'restaurant:update',
    'storefront:update',
    'print:job:update',
    'announcement:update',
  ],
  chat: ['chat:message', 'chat:delivered', 'chat:read'],
} as const satisfies Record<string, readonly EventName[]>;

export type EventGroup = keyof typeof eventGroups;
export const groupNames = Object.keys(eventGroups) as EventGroup[];

/** No event in a webhook means all. */
export const groupsOf = (events: readonly string[]): EventGroup[] =>
  events.length === 0
    ? groupNames
    : groupNames.filter((group) => eventGroups[group].some((event) => events.includes(event)));

export const eventsOf = (groups: readonly EventGroup[]): EventName[] =>
  groups.length === groupNames.length ? [] : groups.flatMap((group) => eventGroups[group]);

/** Keeps what a group's choice leaves as it was, so that a webhook made by REST with single events keeps those. */
export const changedEvents = (before: readonly EventName[], groups: readonly EventGroup[]): EventName[] => {
  const had = groupsOf(before);
  const isSame = had.length === groups.length && had.every((group) => groups.includes(group));
  return isSame ? [...before] : eventsOf(groups);
};
