import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** The parsed token, before it is verified. */
export interface RefreshClaim {
  sessionId: string;
  generation: number;
  proof: string;
}

export interface Family {
  _id: string;
  seed: string;
  generation: number;
  rotatedAt: Date;
}

/** `forged`: not issued by this server. `reused`: issued by it, but already exchanged for a newer one. */
export type Verdict = 'current' | 'just_rotated' | 'reused' | 'forged';

export const REUSE_GRACE_MS = 10_000;

/**
 * A refresh token is derived from the server's secret, the session's random seed and its generation, and is never
 * stored. Neither the store nor the secret alone is enough to create one.
 *
 * Because it is derived, the successor of a token is always the same. Two tabs that refresh at the same time, or a client
 * that lost the answer, get the same successor within a short grace period. The family still has exactly one valid token,
 * so a thief and the owner collide at the next rotation.
 *
 * Tokens of previous secrets are accepted. Their successors are derived from the current secret.
 */
export class RefreshTokens {
  readonly #key: Buffer;
  readonly #keys: readonly Buffer[];

  constructor(secret: string, previous: readonly string[] = []) {
    this.#key = keyFrom(secret);
    this.#keys = [this.#key, ...previous.map(keyFrom)];
  }

  static newSeed(): string {
    return randomBytes(32).toString('base64url');
  }

  issue(family: Family, generation = family.generation): string {
    return `${family._id}.${generation}.${proofBy(this.#key, family, generation)}`;
  }

  read(token: string): RefreshClaim | null {
    const match = /^([\w-]{1,64})\.(\d{1,9})\.([\w-]{43})$/.exec(token);
    return match ? { sessionId: match[1] ?? '', generation: Number(match[2]), proof: match[3] ?? '' } : null;
  }

  judge(family: Family, claim: RefreshClaim, now: Date): Verdict {
    const proof = Buffer.from(claim.proof);
    const isOurs = this.#keys.some((key) =>
      timingSafeEqual(Buffer.from(proofBy(key, family, claim.generation)), proof),
    );
    if (!isOurs || claim.generation > family.generation) return 'forged';
    if (claim.generation === family.generation) return 'current';
    // Absolute, because after the clock went back a rotation would count as recent until the clock has caught up.
    const grace = Math.abs(now.getTime() - family.rotatedAt.getTime()) < REUSE_GRACE_MS;
    return claim.generation === family.generation - 1 && grace ? 'just_rotated' : 'reused';
  }
}

const keyFrom = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'passline refresh token', 32));

const proofBy = (key: Buffer, family: Family, generation: number) =>
  createHmac('sha256', key).update(`${family._id}.${generation}.${family.seed}`).digest('base64url');
