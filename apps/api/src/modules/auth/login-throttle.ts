import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import type { Rate } from '../../common/http/token-buckets.ts';
import { SharedBuckets } from '../../infrastructure/rate-limits/shared-buckets.ts';
import { DeviceTokens } from './device-tokens.ts';
import { type Attempts, type Patience, SignInAttempts } from './sign-in-attempts.ts';

/** One device, or one address, at one account. */
const single: Patience = { free: 5, longestSeconds: 60 };
/** One address at all accounts; only what fails counts. */
const address: Patience = { free: 30, longestSeconds: 300 };
/** All strangers at one account together; one of them alone, who gets one try a minute, cannot use it up. */
const strangers: Rate = { burst: 12, perSecond: 1 / 30 };

const tries = 5;

/** Where an attempt comes from. */
export interface SignInFrom {
  ip: string;
  /** From an earlier sign-in on this device. */
  deviceToken?: string | undefined;
  /** Of somebody who is signed in and asked for the password again: as good as the device. */
  sessionId?: string;
}

/** An attempt that was let through and counted: hand it back with how it ended. */
export interface Admitted {
  email: string;
  network: string;
  /** The bucket that it was counted in. */
  key: string;
}

/**
 * Slows down the guessing of passwords, in the store. An attempt counts before it is made: a hundred at once count as a
 * hundred.
 *
 * A device (by its token) or an address that has signed in to the account before has a bucket of its own, so strangers
 * cannot keep the owner out. Everybody else is limited by address and account, and all of them together by account,
 * which slows down guessing from many addresses.
 */
@Injectable()
export class LoginThrottle {
  readonly #address: Patience;

  constructor(
    private readonly attempts: SignInAttempts,
    private readonly buckets: SharedBuckets,
    private readonly devices: DeviceTokens,
    @Inject(CONFIG) config: Config,
  ) {
    this.#address = { ...address, free: Math.ceil(address.free * config.rateLimitFactor) };
  }

  /** Ends in `rate_limited` unless this account may be tried now from there. */
  async admit(email: string, { ip, deviceToken = '', sessionId }: SignInFrom): Promise<Admitted> {
    const network = networkOf(ip);
    const device = sessionId ?? this.devices.read(deviceToken, email);
    const own = device === null ? keyOf('known', email, network) : keyOf('device', email, device);
    const stranger = keyOf('pair', email, network);
    for (let left = tries; left > 0; left -= 1) {
      const known = await this.attempts.find([own, stranger, addressKey(network)]);
      // The address may be shared with those who guess; the device is not.
      if (device === null) await this.#refuse(known.get(addressKey(network)), this.#address);
      const isKnown = device !== null || known.has(own);
      const key = isKnown ? own : stranger;
      await this.#refuse(known.get(key), single);
      if (!(await this.attempts.count(key, known.get(key)))) continue;
      if (!isKnown) await this.#admitStranger(email);
      return { email, network, key };
    }
    throw new Refusal('rate_limited', 'This account is being tried several times at once: wait a little.', {
      retryAfter: 1,
    });
  }

  /** The device or address is known from now on. */
  async succeeded({ email, network, key }: Admitted): Promise<void> {
    const known = keyOf('known', email, network);
    await Promise.all([this.attempts.know(known), ...(key === known ? [] : [this.attempts.forget(key)])]);
  }

  async failed({ network }: Admitted): Promise<void> {
    await this.attempts.add(addressKey(network));
  }

  async #admitStranger(email: string): Promise<void> {
    const retryAfter = await this.buckets.take(keyOf('account', email), strangers);
    if (retryAfter > 0) throw tooMany(retryAfter);
  }

  async #refuse(known: Attempts | undefined, patience: Patience): Promise<void> {
    const retryAfter = known ? await this.attempts.left(known, patience) : 0;
    if (retryAfter > 0) throw tooMany(retryAfter);
  }
}

const tooMany = (retryAfter: number) =>
  new Refusal('rate_limited', 'Too many attempts to sign in: wait a little.', { retryAfter });

const keyOf = (kind: 'device' | 'known' | 'pair' | 'account', email: string, from = ''): string =>
  `${kind}:${createHash('sha256').update(`${email}\n${from}`).digest('base64url')}`;
const addressKey = (network: string) => `address:${network}`;

/** What one subscriber has: of IPv6 a whole /64, in which they choose addresses as they like. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
