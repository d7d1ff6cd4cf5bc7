import { type Action, type Asked, type Principal, Refusal, decide, may } from '@passline/contracts';

/** Ends the request unless the access policy allows the action; says why in the policy's own words. */
export function assertAllowed<A extends Action>(who: Principal, action: A, ...subject: Asked<A>): void {
  const verdict = decide(who, action, ...subject);
  if (!verdict.allowed) throw new Refusal('forbidden', `You may not do this: ${verdict.because}.`);
}

/** For things whose existence is nobody else's business: who may not see it learns only that it is not there. */
export function demandSight<A extends Action>(
  what: string,
  who: Principal,
  action: A,
  ...subject: Asked<A>
): void {
  if (!may(who, action, ...subject)) throw new Refusal('not_found', `There is no such ${what}.`);
}
