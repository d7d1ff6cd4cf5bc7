import type { RestaurantSettings } from '@passline/contracts';

/** The settings as a flat form. Seconds and minutes as in the API. */
export interface SettingsDraft {
  notReceived: number;
  notAnswered: number;
  /** 0: never. */
  cancelAfter: number;
  autoAccept: 'on' | 'off';
  readyIn: number;
  answerDue: number;
  answerLate: number;
  dueBefore: number;
  standing: number;
  unpromisedDue: number;
  unpromisedLate: number;
  /** 0: never. */
  pauseAfter: number;
  phone: 'required' | 'optional';
  answerIn: number;
  afterwards: RestaurantSettings['replacements']['afterwards'];
  courierBase: number;
  courierPerKm: number;
  perTrip: number;
  later: 'on' | 'off';
  lead: number;
  slot: number;
  places: number;
  ahead: number;
}

export const settingsDraftOf = ({
  alertPolicy,
  autoAccept,
  ageing,
  scheduling,
  pauseAfterUnanswered,
  replacements,
  phoneRequired,
  courierFee,
  ordersPerTrip,
}: RestaurantSettings): SettingsDraft => ({
  notReceived: alertPolicy.notReceivedAfter,
  notAnswered: alertPolicy.notAnsweredAfter,
  cancelAfter: alertPolicy.autoCancelAfter ?? 0,
  autoAccept: autoAccept.enabled ? 'on' : 'off',
  readyIn: autoAccept.readyInMinutes,
  answerDue: ageing.answer.due,
  answerLate: ageing.answer.late,
  dueBefore: ageing.dueBefore,
  standing: ageing.standing,
  unpromisedDue: ageing.unpromised.due,
  unpromisedLate: ageing.unpromised.late,
  pauseAfter: pauseAfterUnanswered ?? 0,
  phone: phoneRequired ? 'required' : 'optional',
  answerIn: replacements.answerMinutes,
  afterwards: replacements.afterwards,
  courierBase: courierFee.base,
  courierPerKm: courierFee.perKm,
  perTrip: ordersPerTrip,
  later: scheduling.enabled ? 'on' : 'off',
  lead: scheduling.leadMinutes,
  slot: scheduling.slotMinutes,
  places: scheduling.ordersPerSlot,
  ahead: scheduling.daysAhead,
});

export const settingsOf = (
  rules: SettingsDraft,
): Omit<RestaurantSettings, 'blockedCustomers' | 'kitchen' | 'vat'> => ({
  alertPolicy: {
    notReceivedAfter: rules.notReceived,
    notAnsweredAfter: rules.notAnswered,
    autoCancelAfter: rules.cancelAfter || null,
  },
  autoAccept: { enabled: rules.autoAccept === 'on', readyInMinutes: rules.readyIn },
  ageing: {
    answer: { due: rules.answerDue, late: rules.answerLate },
    dueBefore: rules.dueBefore,
    standing: rules.standing,
    unpromised: { due: rules.unpromisedDue, late: rules.unpromisedLate },
  },
  pauseAfterUnanswered: rules.pauseAfter || null,
  phoneRequired: rules.phone === 'required',
  replacements: { answerMinutes: rules.answerIn, afterwards: rules.afterwards },
  courierFee: { base: rules.courierBase, perKm: rules.courierPerKm },
  ordersPerTrip: rules.perTrip,
  scheduling: {
    enabled: rules.later === 'on',
    leadMinutes: rules.lead,
    slotMinutes: rules.slot,
    ordersPerSlot: rules.places,
    daysAhead: rules.ahead,
  },
});

/** The current value is always offered, even if unusual. */
export const withNow = (usual: readonly number[], now: number): number[] =>
  [...new Set([...usual, now])].sort((a, b) => a - b);

/** Values after "due", or the next possible one. */
export const laterThan = (due: number, usual: readonly number[], now: number): number[] =>
  withNow(usual, now).filter((late) => late > due);
export const lateAfter = (due: number, late: number): number => (late > due ? late : due + Math.max(1, due));
