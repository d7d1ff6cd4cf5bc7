import { z } from 'zod';
import { Session, User } from './accounts.ts';
import { call } from './endpoint.ts';
import { routes } from './routes.ts';
import { Id, Line, Opaque } from './values.ts';

/** Why a sign-in with the identity provider failed: `provider` in the address of the sign-in page. */
export type IdentityProviderProblem =
  /** It does not answer. */
  | 'provider_unavailable'
  /** It did not sign the person in, or what it answered is not valid. */
  | 'provider_refused'
  /** The sign-in was begun in another browser, was finished before, or took too long. */
  | 'sign_in_expired'
  | 'email_unverified'
  | 'account_unknown'
  /** The account belongs to a customer or courier. */
  | 'account_not_staff'
  /** The account is linked to another person of the provider. */
  | 'account_of_another';

const tag = 'Accounts';

export const identityProviderCalls = {
  startProviderSignIn: call({
    ...routes.startProviderSignIn,
    who: 'anyone',
    tag,
    summary:
      'For browsers: begin a sign-in of staff or operators with the identity provider (OpenID Connect). Redirects to it; `not_found` if this server has none',
    query: z.object({
      next: Line(500)
        .regex(/^\/(?![/\\])[^\\]*$/, 'must be a path of the console')
        .optional()
        .meta({ description: 'The page of the console to open after the sign-in' }),
    }),
    status: 302,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  finishProviderSignIn: call({
    ...routes.finishProviderSignIn,
    who: 'anyone',
    tag,
    summary:
      'For browsers: the identity provider redirects here, with parameters of its own. Redirects to the sign-in page with `provider=done`, or with why not: `provider_unavailable`, `provider_refused`, `sign_in_expired`, `email_unverified`, `account_unknown`, `account_not_staff` or `account_of_another`',
    takesAnyQuery: true,
    status: 302,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  openProviderSession: call({
    ...routes.openProviderSession,
    who: 'anyone',
    tag,
    summary:
      'The session after a sign-in with the identity provider, once, within a minute, and only in the browser that began it, which has a cookie of this server. Asks for the second factor as `POST /auth/login` does',
    body: z.strictObject({
      deviceTokens: z
        .array(Opaque(200))
        .max(10)
        .default([])
        .meta({ description: 'The device tokens of earlier sign-ins on this device, of any account' }),
    }),
    status: 200,
    answer: Session,
    problems: ['ticket_ended', 'second_factor_required', 'conflict'],
  }),
  unlinkUser: call({
    ...routes.unlinkUser,
    who: ['operator'],
    tag,
    summary:
      'Unlink an account from the person of the identity provider; all sessions of that account end. The next sign-in there with the verified address of the account links it again',
    params: z.object({ id: Id }),
    status: 200,
    answer: User,
    problems: ['not_found'],
  }),
  unlinkMember: call({
    ...routes.unlinkMember,
    who: ['owner'],
    tag,
    summary:
      'The same for a team member; `conflict` if they also work in another restaurant: then an operator can do it',
    params: z.object({ id: Id, userId: Id }),
    status: 200,
    answer: User,
    problems: ['not_found', 'conflict'],
  }),
} as const;
