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

/**
 * Codes of all unknown devices at one account together. Only who knows the password gets this far, and there are just a
 * million codes: at this rate guessing one takes years.
 */
const codesOfUnknownDevices: Rate = { burst: 20, perSecond: 1 / 600 };

const tries = 5;

/** The origin of an attempt. */
export interface SignInFrom {
  ip: string;
  /** Issued by an earlier sign-in on this device. */
  deviceToken?: string | undefined;
  /** Set when a signed-in user confirms their password: the session identifies the device like a device token. */
  device?: string;
}

/** An attempt that was admitted and counted. Pass it to `succeeded` or `failed`. */
export interface Admitted {
  email: string;
  network: string;
  /** Null: the device has not signed in to this account before. */
  device: string | null;
  /** The bucket that it was counted in. */
  key: string;
}

/** An attempt at a code that was admitted and counted. Pass it to `codeFitted`. */
export interface AdmittedCode {
  email: string;
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
  async admit(email: string, { ip, deviceToken = '', device: given }: SignInFrom): Promise<Admitted> {
    const network = networkOf(ip);
    const device = given ?? this.devices.read(deviceToken, email);
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
      if (!isKnown) await this.#take('account', email, unknownDevices);
      return { email, network, device, key };
    }
    throw atTheSameTime();
  }

  /** The same for a code. Its counts are apart: a right password must not allow more guesses at the code. */
  async admitCode(
    email: string,
    { network, device }: Pick<Admitted, 'network' | 'device'>,
  ): Promise<AdmittedCode> {
    const key = keyOf(device === null ? 'code' : 'device code', email, device ?? network);
    for (let left = tries; left > 0; left -= 1) {
      const known = await this.attempts.find([key, addressKey(network)]);
      if (device === null) await this.#assertNoWait(known.get(addressKey(network)), this.#address);
      await this.#assertNoWait(known.get(key), single);
      if (!(await this.attempts.count(key, known.get(key)))) continue;
      if (device === null) await this.#take('codes', email, codesOfUnknownDevices);
      return { email, key };
    }
    throw atTheSameTime();
  }

  /** `password`: the attempt at the password before it, if there was one. From now on its device or address is known. */
  async codeFitted(
    { email, key }: AdmittedCode,
    password?: Pick<Admitted, 'network' | 'device'> & { key: string | null },
  ): Promise<void> {
    await this.attempts.forget(key);
    if (password?.key) await this.succeeded({ ...password, email, key: password.key });
  }

  /** From now on the device or address is known. */
  async succeeded({ email, network, key }: Admitted): Promise<void> {
    const known = keyOf('known', email, network);
    await Promise.all([this.attempts.know(known), ...(key === known ? [] : [this.attempts.forget(key)])]);
  }

  async failed({ network }: Pick<Admitted, 'network'>): Promise<void> {
    await this.attempts.add(addressKey(network));
  }

  async #take(kind: 'account' | 'codes', email: string, rate: Rate): Promise<void> {
    const retryAfter = await this.buckets.take(keyOf(kind, email), rate);
    if (retryAfter > 0) throw tooMany(retryAfter);
  }

  async #assertNoWait(known: Attempts | undefined, policy: WaitPolicy): Promise<void> {
    const retryAfter = known ? await this.attempts.remainingWait(known, policy) : 0;
    if (retryAfter > 0) throw tooMany(retryAfter);
  }
}

const tooMany = (retryAfter: number) =>
  new Refusal('rate_limited', 'Too many attempts to sign in. Try again later.', { retryAfter });

const atTheSameTime = () =>
  new Refusal(
    'rate_limited',
    'Several sign-ins to this account are running at the same time. Try again in a second.',
    { retryAfter: 1 },
  );

type Kind = 'device' | 'known' | 'pair' | 'account' | 'code' | 'device code' | 'codes';

const keyOf = (kind: Kind, email: string, from = ''): string =>
  `${kind}:${createHash('sha256').update(`${email}\n${from}`).digest('base64url')}`;
const addressKey = (network: string) => `address:${network}`;
