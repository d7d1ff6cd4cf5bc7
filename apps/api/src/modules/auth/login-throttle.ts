import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { networkOf } from '../../common/http/client-address.ts';
import type { Rate } from '../../common/http/token-buckets.ts';
import { SharedBuckets } from '../../infrastructure/rate-limits/shared-buckets.ts';
import { DeviceTokens } from './device-tokens.ts';
import { type Attempts, type WaitPolicy, SignInAttempts } from './sign-in-attempts.ts';

/** For one device or one address at one account. */
const single: WaitPolicy = { free: 5, longestSeconds: 60 };
/** For one address at all accounts; only failures count. */
const address: WaitPolicy = { free: 30, longestSeconds: 300 };
/** For all unknown devices at one account together. A single one gets one attempt per minute, so it cannot use this up. */
const unknownDevices: Rate = { burst: 12, perSecond: 1 / 30 };

const tries = 5;

/** The origin of an attempt. */
export interface SignInFrom {
  ip: string;
  /** Issued by an earlier sign-in on this device. */
  deviceToken?: string | undefined;
  /** Set when a signed-in user confirms their password; identifies the device like a device token. */
  sessionId?: string;
}

/** An attempt that was admitted and counted. Pass it to `succeeded` or `failed`. */
export interface Admitted {
  email: string;
  network: string;
  /** The bucket that it was counted in. */
  key: string;
}

/**
 * Limits password guessing, with counters in the store. An attempt is counted before the password is checked, so that
 * parallel attempts cannot bypass the limit.
 *
 * A device (by its token) or an address that has signed in to the account before has a bucket of its own, so others
 * cannot lock the owner out. Unknown devices are limited by address and account, and all of them together by account,
 * which slows down guessing from many addresses.
 */
@Injectable()
export class LoginThrottle {
  readonly #address: WaitPolicy;

  constructor(
    private readonly attempts: SignInAttempts,
    private readonly buckets: SharedBuckets,
    private readonly devices: DeviceTokens,
    @Inject(CONFIG) config: Config,
  ) {
    this.#address = { ...address, free: Math.ceil(address.free * config.rateLimitFactor) };
  }

  /** Throws `rate_limited` unless this origin may try this account now. */
  async admit(email: string, { ip, deviceToken = '', sessionId }: SignInFrom): Promise<Admitted> {
    const network = networkOf(ip);
    const device = sessionId ?? this.devices.read(deviceToken, email);
    const knownKey = device === null ? keyOf('known', email, network) : keyOf('device', email, device);
    const unknownKey = keyOf('pair', email, network);
    for (let left = tries; left > 0; left -= 1) {
      const known = await this.attempts.find([knownKey, unknownKey, addressKey(network)]);
      // A known device is exempt from the limit of its address, because the address may be shared with an attacker.
      if (device === null) await this.#assertNoWait(known.get(addressKey(network)), this.#address);
      const isKnown = device !== null || known.has(knownKey);
      const key = isKnown ? knownKey : unknownKey;
      await this.#assertNoWait(known.get(key), single);
      if (!(await this.attempts.count(key, known.get(key)))) continue;
      if (!isKnown) await this.#admitUnknown(email);
      return { email, network, key };
    }
    throw new Refusal(
      'rate_limited',
      'Several sign-ins to this account are running at the same time. Try again in a second.',
      {
        retryAfter: 1,
      },
    );
  }

  /** From now on the device or address is known. */
  async succeeded({ email, network, key }: Admitted): Promise<void> {
    const known = keyOf('known', email, network);
    await Promise.all([this.attempts.know(known), ...(key === known ? [] : [this.attempts.forget(key)])]);
  }

  async failed({ network }: Admitted): Promise<void> {
    await this.attempts.add(addressKey(network));
  }

  async #admitUnknown(email: string): Promise<void> {
    const retryAfter = await this.buckets.take(keyOf('account', email), unknownDevices);
    if (retryAfter > 0) throw tooMany(retryAfter);
  }

  async #assertNoWait(known: Attempts | undefined, policy: WaitPolicy): Promise<void> {
    const retryAfter = known ? await this.attempts.remainingWait(known, policy) : 0;
    if (retryAfter > 0) throw tooMany(retryAfter);
  }
}

const tooMany = (retryAfter: number) =>
  new Refusal('rate_limited', 'Too many attempts to sign in. Try again later.', { retryAfter });

const keyOf = (kind: 'device' | 'known' | 'pair' | 'account', email: string, from = ''): string =>
  `${kind}:${createHash('sha256').update(`${email}\n${from}`).digest('base64url')}`;
const addressKey = (network: string) => `address:${network}`;
