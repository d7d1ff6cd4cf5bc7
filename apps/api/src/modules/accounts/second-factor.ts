import { Refusal, type Role, isStaff } from '@passline/contracts';
import type { Decision } from '@passline/event-log';
import type { Account, SecondFactor, SecondFactorSetup } from './account.ts';

/** What a code that fits changes; null: it does not fit. */
export type CodeCheck = (userId: string, factor: SecondFactor) => Partial<SecondFactor> | null;

export const withoutSecondFactor = {
  secondFactor: null,
  secondFactorSetup: null,
} as const;

const codeWrong = () =>
  new Refusal(
    'code_wrong',
    'The code is wrong, too old or was used before. Enter the code that the app shows now, or a recovery code.',
  );

/** The pages of customers and couriers do not ask for a code, so they could not sign in any more. */
export function assertMayHaveSecondFactor(user: Account, role: Role): void {
  if (user.secondFactor && !isStaff(role) && role !== 'operator')
    throw new Refusal(
      'conflict',
      `This account has a second factor, which accounts of the role ${role} cannot have. Reset it first.`,
    );
}

const about = ({ _id: userId, restaurantId }: Account) => ({ userId, restaurantId });

/** The sessions of the account end, except one. */
export const sessionsEnd = ({ passwordChanges = 0 }: Account, exceptSession: string | null) => ({
  passwordChanges: passwordChanges + 1,
  passwordChangedBy: exceptSession,
});

/** Checks a code and notes that it was used, in one write: two requests with one code cannot both get through. */
function used(user: Account, check: CodeCheck): SecondFactor {
  const factor = user.secondFactor;
  if (user.disabled) throw new Refusal('session_ended', 'This session has ended. Sign in again.');
  if (!factor) throw new Refusal('conflict', 'This account has no second factor.');
  const change = check(user._id, factor);
  if (!change) throw codeWrong();
  return { ...factor, ...change };
}

/** The second step of a sign-in. `passwordChanges`: of the account when its password was checked. */
export function signedInWithCode(
  user: Account,
  passwordChanges: number,
  check: CodeCheck,
): Decision<Account> {
  if (user.disabled || !user.secondFactor || (user.passwordChanges ?? 0) !== passwordChanges)
    throw ticketEnded();
  const secondFactor = used(user, check);
  const recoveryCodesLeft = secondFactor.recovery.length;
  const isRecovery = recoveryCodesLeft < user.secondFactor.recovery.length;
  return {
    change: { secondFactor },
    events: [
      {
        type: 'user.second_factor_used',
        data: { ...about(user), ...(isRecovery && { recoveryCodesLeft }) },
      },
    ],
  };
}

export const ticketEnded = () =>
  new Refusal('ticket_ended', 'This sign-in was finished, or took too long. Sign in again.');

/** `check`: of the present second factor, which a new one replaces; null: no code was sent. */
export function startedSecondFactor(
  user: Account,
  setup: SecondFactorSetup,
  check: CodeCheck | null,
): Decision<Account> {
  if (!user.secondFactor) return { change: { secondFactorSetup: setup }, events: [] };
  if (!check) throw codeWrong();
  return { change: { secondFactorSetup: setup, secondFactor: used(user, check) }, events: [] };
}

/** `stepOf`: the time step of the code in the app with the new secret; null: it does not fit. */
export function confirmedSecondFactor(
  user: Account,
  stepOf: (setup: SecondFactorSetup) => number | null,
  { recovery, sessionId, now }: { recovery: string[]; sessionId: string; now: Date },
): Decision<Account> {
  const setup = user.secondFactorSetup;
  if (!setup || setup.until <= now)
    throw new Refusal('conflict', 'Setting up the second factor took too long. Start again.');
  const lastStep = stepOf(setup);
  if (lastStep === null) throw codeWrong();
  return {
    change: {
      secondFactor: { sealed: setup.sealed, lastStep, recovery, since: now },
      secondFactorSetup: null,
      ...sessionsEnd(user, sessionId),
    },
    events: [{ type: 'user.second_factor_on', data: about(user) }],
  };
}

export function turnedOffSecondFactor(user: Account, check: CodeCheck): Decision<Account> {
  used(user, check);
  return { change: withoutSecondFactor, events: [{ type: 'user.second_factor_off', data: about(user) }] };
}

/** Another person removes it. Null: there is none. */
export function resetSecondFactor(user: Account): Decision<Account> | null {
  if (!user.secondFactor) return null;
  return {
    change: { ...withoutSecondFactor, ...sessionsEnd(user, null) },
    events: [{ type: 'user.second_factor_reset', data: about(user) }],
  };
}
