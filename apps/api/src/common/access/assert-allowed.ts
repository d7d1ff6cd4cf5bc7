import { type Action, type Asked, type Principal, Refusal, decide, may } from '@passline/contracts';

/** Throws `forbidden` with the reason of the access policy unless the policy allows the action. */
export function assertAllowed<A extends Action>(who: Principal, action: A, ...subject: Asked<A>): void {
  const verdict = decide(who, action, ...subject);
  if (!verdict.allowed) throw new Refusal('forbidden', `You may not do this: ${verdict.because}.`);
}

/** Throws `not_found`, not `forbidden`: a caller without access must not learn that the resource exists. */
export function assertVisible<A extends Action>(
  what: string,
  who: Principal,
  action: A,
  ...subject: Asked<A>
): void {
  if (!may(who, action, ...subject)) throw new Refusal('not_found', `There is no such ${what}.`);
}
