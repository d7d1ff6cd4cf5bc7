import type { RestaurantSettings } from '@passline/contracts';

/** What a restaurant can set, as flat as the page that asks for it. Seconds and minutes as the server counts them. */
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
}

export const settingsDraftOf = ({ alertPolicy, autoAccept, ageing }: RestaurantSettings): SettingsDraft => ({
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
});

export const settingsOf = (rules: SettingsDraft): Omit<RestaurantSettings, 'blockedCustomers'> => ({
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
});

/** What is set now can be chosen too, even if it is none of the usual ones. */
export const withNow = (usual: readonly number[], now: number): number[] =>
  [...new Set([...usual, now])].sort((a, b) => a - b);

/** Late comes after due: the usual ones that do, or the next that would. */
export const laterThan = (due: number, usual: readonly number[], now: number): number[] =>
  withNow(usual, now).filter((late) => late > due);
export const lateAfter = (due: number, late: number): number => (late > due ? late : due + Math.max(1, due));
