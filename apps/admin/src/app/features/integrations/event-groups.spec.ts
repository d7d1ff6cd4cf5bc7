import { webhookEvents } from '@passline/contracts';
import { changedEvents, eventGroups, eventsOf, groupNames, groupsOf } from './event-groups.ts';

it('has each event of webhooks in one group', () => {
  expect(Object.values(eventGroups).flat().sort()).toEqual([...webhookEvents].sort());
});

it('sends all events, also those of later versions, when all groups are chosen', () => {
  expect(groupsOf([])).toEqual(groupNames);
  expect(eventsOf(groupNames)).toEqual([]);
  expect(eventsOf(['chat'])).toEqual([...eventGroups.chat]);
});

it('keeps single events while their groups stay chosen', () => {
  expect(changedEvents(['order:new'], ['orders'])).toEqual(['order:new']);
  expect(changedEvents(['order:new'], ['orders', 'chat'])).toEqual([
    ...eventGroups.orders,
    ...eventGroups.chat,
  ]);
  expect(changedEvents([], groupNames)).toEqual([]);
});
