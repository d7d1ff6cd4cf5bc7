import { TokenBuckets } from '../../../common/http/token-buckets.ts';
import { TooManyConnections } from '../../connections/too-many-connections.ts';

interface Limits {
  /** Sockets of one address that are open at the same time. */
  perAddress: number;
  joinsPerMinute: number;
}

/** A place is free when another visitor closes the page, which no one can foresee. */
const retryFullAddress = 30;

/**
 * Limits visitors by address: they have no account that could be limited. A connection joins a storefront, so it counts as
 * a join; so does every command that reads the log.
 */
export class VisitorLimit {
  readonly #open = new Map<string, number>();
  readonly #joins: TokenBuckets;

  constructor(
    private readonly limits: Limits,
    factor: number,
  ) {
    this.#joins = new TokenBuckets({ factor });
  }

  /** Counts a connection. Call the result once, when it closes. */
  enter(address: string): () => void {
    const open = this.#open.get(address) ?? 0;
    if (open >= this.limits.perAddress)
      throw new TooManyConnections(
        `At most ${this.limits.perAddress} connections without an account from one address.`,
        retryFullAddress,
      );
    this.join(address);
    this.#open.set(address, open + 1);
    return () => {
      const left = (this.#open.get(address) ?? 1) - 1;
      if (left > 0) this.#open.set(address, left);
      else this.#open.delete(address);
    };
  }

  join(address: string): void {
    const { joinsPerMinute } = this.limits;
    const wait = this.#joins.take(address, { burst: joinsPerMinute, perSecond: joinsPerMinute / 60 });
    if (wait > 0)
      throw new TooManyConnections(
        `At most ${joinsPerMinute} joins per minute without an account from one address.`,
        wait,
      );
  }
}
