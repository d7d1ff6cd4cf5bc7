import { Refusal } from '@passline/contracts';

/** A connection beyond a limit of its address or user. The client learns the reason by name, and when to try again. */
export class TooManyConnections extends Refusal {
  constructor(detail: string, seconds: number) {
    const retryAfter = Math.ceil(seconds);
    super('rate_limited', `${detail} Try again in ${retryAfter} s.`, { retryAfter });
  }
}
