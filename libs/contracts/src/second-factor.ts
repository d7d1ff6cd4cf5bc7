import { z } from 'zod';
import { User, Session } from './accounts.ts';
import { call } from './endpoint.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, Line, Moment, Opaque } from './values.ts';

/** How many recovery codes an account gets. */
export const recoveryCodeCount = 10;

const Code = Line(40).min(1).meta({
  description: 'The six digits that the app shows, or a recovery code; spaces and hyphens do not matter',
});
const NewCode = Line(40).min(1).meta({
  description: 'The six digits that the app shows for the new secret',
});
const Password = Opaque(200).meta({ description: 'The current password' });

export const SecondFactorState = z.object({
  on: z.boolean(),
  since: Moment.nullable().meta({ description: 'null: it is off' }),
  recoveryCodesLeft: z.int(),
});
export type SecondFactorState = z.infer<typeof SecondFactorState>;

/** Customers and couriers have none: their pages have no place to ask for it. */
const who = [...staffRoles, 'operator'] as const;
const tag = 'Accounts';
const setsUpSecondFactor = true;

export const secondFactorCalls = {
  signInWithCode: call({
    ...routes.signInWithCode,
    who: 'anyone',
    tag,
    summary:
      'The second step of a sign-in, after `second_factor_required`: the ticket of that problem and a code. A ticket works once, for five minutes; a code works once',
    body: z.strictObject({ ticket: Opaque(100), code: Code }),
    status: 200,
    answer: Session,
    problems: ['code_wrong', 'ticket_ended', 'conflict', 'rate_limited'],
  }),
  getSecondFactor: call({
    ...routes.getSecondFactor,
    who,
    setsUpSecondFactor,
    tag,
    summary: 'Whether your account has a second factor',
    status: 200,
    answer: SecondFactorState,
  }),
  startSecondFactor: call({
    ...routes.startSecondFactor,
    who,
    setsUpSecondFactor,
    tag,
    summary:
      'Begin to set up a second factor (TOTP): a new secret for an app. It counts once it is confirmed; until then nothing changes. To replace a second factor, send a code of the present one too',
    body: z.strictObject({ password: Password, code: Code.optional() }),
    status: 200,
    answer: z.object({
      secret: z.string().meta({ description: 'Base32, for typing it into an app' }),
      uri: z.string().meta({ description: 'otpauth://, for a QR code' }),
    }),
    problems: ['password_wrong', 'code_wrong', 'conflict', 'rate_limited'],
  }),
  confirmSecondFactor: call({
    ...routes.confirmSecondFactor,
    who,
    setsUpSecondFactor,
    tag,
    summary:
      'Turn the second factor on with a first code of the app, at most ten minutes after the start. All other sessions of the account end',
    body: z.strictObject({ code: NewCode }),
    status: 200,
    answer: z.object({
      recoveryCodes: z
        .array(z.string())
        .meta({ description: 'Each works once in place of a code of the app. They are shown only here' }),
    }),
    problems: ['code_wrong', 'conflict', 'rate_limited'],
  }),
  turnOffSecondFactor: call({
    ...routes.turnOffSecondFactor,
    who,
    tag,
    summary: 'Turn your second factor off; `conflict` where this server requires one of operators',
    body: z.strictObject({ password: Password, code: Code }),
    status: 204,
    answer: 'nothing',
    problems: ['password_wrong', 'code_wrong', 'conflict', 'rate_limited'],
  }),
  resetSecondFactor: call({
    ...routes.resetSecondFactor,
    who: ['operator'],
    tag,
    summary: 'Remove the second factor of a user who lost it; all sessions of that user end',
    params: z.object({ id: Id }),
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
  resetSecondFactorOfMember: call({
    ...routes.resetSecondFactorOfMember,
    who: ['owner'],
    tag,
    summary: 'Remove the second factor of a team member who lost it; all sessions of that member end',
    params: z.object({ id: Id, userId: Id }),
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
} as const;
