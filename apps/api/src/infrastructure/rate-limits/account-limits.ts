import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import type { LimitName } from '../../common/http/serve.decorator.ts';
import { type Rate, TokenBuckets } from '../../common/http/token-buckets.ts';
import { SharedBuckets } from './shared-buckets.ts';

const nouns: Record<LimitName, string> = {
  orders: 'orders',
  records: 'new records',
  writes: 'changes',
  chat: 'messages',
  registrations: 'new accounts from one address',
};

interface Limit {
  perMinute: number;
  /** The part that each process grants without asking the store. */
  local: Rate;
  /** The part that all processes grant together; null if each process counts for itself. */
  shared: Rate | null;
}

const localShare = 1 / 4;
/** The burst of `writes`, as a part of the limit per minute: more than any console sends at once. */
const writesAtOnce = 1 / 5;
const mostRefused = 10_000;

/**
 * Limits the writes of one account. Each process grants a quarter of a limit by itself, so an account that writes at a
 * normal rate causes no store commands. The rest is one bucket in the store for all processes: N processes together
 * grant N + 3 quarters. Each process counts `writes` for itself; otherwise every order of a busy restaurant would cause
 * extra store commands.
 */
@Injectable()
export class AccountLimits {
  readonly #limits: Record<LimitName, Limit>;
  readonly #local = new TokenBuckets();
  /** The time until which the store has refused each key, so that a flood does not ask the store for every request. */
  readonly #refusedUntil = new Map<string, number>();
  readonly #queue = new SerialQueue();

  constructor(
    private readonly shared: SharedBuckets,
    @Inject(CONFIG) { limitsPerMinute, rateLimitFactor }: Config,
  ) {
    const { orders, records, writes, registrations, chat } = limitsPerMinute;
    this.#limits = {
      orders: sharedLimit(orders * rateLimitFactor),
      records: sharedLimit(records * rateLimitFactor),
      registrations: sharedLimit(registrations * rateLimitFactor),
      writes: localLimit(writes * rateLimitFactor),
      // The chat limit protects the readers, so the factor for load tests does not apply.
      chat: sharedLimit(chat),
    };
  }

  /** `who` is an account id, or a network for registrations. Throws `rate_limited` above the limit. */
  async assertWithinLimit(who: string, name: LimitName): Promise<void> {
    const { local, shared, perMinute } = this.#limits[name];
    const key = `${name} ${who}`;
    let retryAfter = this.#local.take(key, local);
    // One after the other, so that simultaneous requests see the refusal of the first one.
    if (retryAfter > 0 && shared)
      retryAfter = await this.#queue.run(key, () => this.#takeShared(key, shared));
    if (retryAfter === 0) return;
    const most = `No more than ${perMinute} ${nouns[name]} per minute`;
    throw new Refusal('rate_limited', `${most}. Try again in ${Math.ceil(retryAfter)} s.`, { retryAfter });
  }

  /** Takes a token. Returns 0, or the seconds to wait if there is none. */
  async #takeShared(key: string, rate: Rate): Promise<number> {
    const secondsLeft = ((this.#refusedUntil.get(key) ?? 0) - performance.now()) / 1000;
    if (secondsLeft > 0) return secondsLeft;
    this.#refusedUntil.delete(key);
    const wait = await this.shared.take(key, rate);
    if (wait > 0) {
      if (this.#refusedUntil.size >= mostRefused) this.#refusedUntil.clear();
      this.#refusedUntil.set(key, performance.now() + wait * 1000);
    }
    return wait;
  }
}

function sharedLimit(perMinute: number): Limit {
  const burst = atLeastOne(perMinute);
  const local = Math.max(1, Math.floor(burst * localShare));
  return {
    perMinute: burst,
    local: { burst: local, perSecond: (perMinute * localShare) / 60 },
    shared: { burst: Math.max(1, burst - local), perSecond: (perMinute * (1 - localShare)) / 60 },
  };
}

const localLimit = (perMinute: number): Limit => ({
  perMinute: atLeastOne(perMinute),
  local: { burst: atLeastOne(perMinute * writesAtOnce), perSecond: perMinute / 60 },
  shared: null,
});

const atLeastOne = (amount: number) => Math.max(1, Math.round(amount));
