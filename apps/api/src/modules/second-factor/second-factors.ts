import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { SecondFactorSetup } from '../accounts/account.ts';
import type { CodeCheck } from '../accounts/second-factor.ts';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.ts';
import { SealedSecrets } from './sealed-secrets.ts';
import { base32, otpauthUri, stepOfCode } from './totp.ts';

const issuer = 'Passline';
const setupMs = 10 * 60_000;
/** As long as a SHA-1 hash, as RFC 4226 recommends. */
const secretBytes = 20;

/** Makes secrets and recovery codes, and checks codes against them. */
@Injectable()
export class SecondFactors {
  readonly #log = new Logger(SecondFactors.name);

  constructor(private readonly secrets: SealedSecrets) {}

  newSetup({ _id, email }: { _id: string; email: string }): {
    setup: SecondFactorSetup;
    answer: { secret: string; uri: string };
  } {
    const secret = randomBytes(secretBytes);
    return {
      setup: { sealed: this.secrets.seal(_id, secret), until: new Date(Date.now() + setupMs) },
      answer: { secret: base32(secret), uri: otpauthUri(secret, issuer, email) },
    };
  }

  newRecoveryCodes(userId: string): { codes: string[]; hashes: string[] } {
    const codes = newRecoveryCodes();
    return { codes, hashes: codes.map((code) => recoveryHash(userId, code)) };
  }

  /** The step of a code for a secret that is being set up; null: it does not fit. */
  stepOf(userId: string, { sealed }: SecondFactorSetup, code: string): number | null {
    return stepOfCode(this.#open(userId, sealed), plain(code), new Date());
  }

  /** Six digits are a code of the app, everything else a recovery code. */
  checkOf(code: string): CodeCheck {
    return (userId, { sealed, lastStep, recovery }) => {
      if (!/^\d{6}$/.test(plain(code))) {
        const left = recovery.filter((hash) => hash !== recoveryHash(userId, code));
        return left.length < recovery.length ? { recovery: left } : null;
      }
      const secret = this.#open(userId, sealed);
      const step = stepOfCode(secret, plain(code), new Date(), lastStep);
      if (step === null) return null;
      return {
        lastStep: step,
        ...(!this.secrets.isCurrent(sealed) && { sealed: this.secrets.seal(userId, secret) }),
      };
    };
  }

  #open(userId: string, sealed: string): Buffer {
    const secret = this.secrets.open(userId, sealed);
    if (secret) return secret;
    this.#log.error({ userId, msg: 'second factor cannot be read: JWT_SECRET has changed' });
    throw new Refusal(
      'conflict',
      'The server cannot check codes of the app any more, because its own key has changed. Use a recovery code, or have the second factor reset.',
    );
  }
}

const plain = (code: string) => code.replaceAll(/[\s-]/g, '');
