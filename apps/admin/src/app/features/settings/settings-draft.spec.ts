import type { RestaurantSettings } from '@passline/contracts';
import { defaultAgeing, defaultVat } from '@passline/contracts/browser';
import { lateAfter, laterThan, settingsDraftOf, settingsOf, withNow } from './settings-draft.ts';

const settings: RestaurantSettings = {
  alertPolicy: { notReceivedAfter: 10, notAnsweredAfter: 60, autoCancelAfter: null },
  autoAccept: { enabled: true, readyInMinutes: 25 },
  ageing: defaultAgeing,
  kitchen: { stations: [], readyWhenDone: true },
  pauseAfterUnanswered: 3,
  phoneRequired: true,
  courierFee: { base: 350, perKm: 80 },
  ordersPerTrip: 2,
  vat: defaultVat,
  replacements: { answerMinutes: 4, afterwards: 'cancel' },
  scheduling: { enabled: true, leadMinutes: 45, slotMinutes: 15, ordersPerSlot: 4, daysAhead: 2 },
  blockedCustomers: [],
};

it('comes back as it was, also what is never', () => {
  const { blockedCustomers: _, kitchen: __, vat: ___, ...rules } = settings;
  expect(settingsOf(settingsDraftOf(settings))).toEqual(rules);
});

it('offers what is set now beside the usual', () => {
  expect(withNow([10, 20], 15)).toEqual([10, 15, 20]);
  expect(withNow([10, 20], 20)).toEqual([10, 20]);
});

it('never lets late come before due', () => {
  expect(laterThan(3, [2, 3, 5, 10], 5)).toEqual([5, 10]);
  expect(lateAfter(3, 5)).toBe(5);
  expect(lateAfter(5, 5)).toBe(10);
});
