import { createHash, createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtSecretRequestType, JwtService, type JwtModuleOptions, TokenExpiredError } from '@nestjs/jwt';
import { Refusal } from '@passline/contracts';
import { z } from 'zod';

export const accessTokenSeconds = 15 * 60;
const name = 'passline';

const Claims = z.object({ sub: z.string(), sid: z.string(), exp: z.number() });
const Header = z.object({ kid: z.string() });

export interface TokenClaims {
  userId: string;
  sessionId: string;
  expiresAt: Date;
}

/** The most tokens whose check is kept: about 5 MB. */
const mostKept = 10_000;

/** The id of a key, for the token's header. It reveals no more about the key than a signature does. */
const keyIdOf = (secret: string) => createHash('sha256').update(secret).digest('hex').slice(0, 8);

/**
 * Signs with the current secret, and verifies with the current and the previous secrets, selected by the key id in the
 * header. A token with an unknown key id or another algorithm is rejected before its claims are read.
 */
export function jwtOptions(secret: string, previous: readonly string[]): JwtModuleOptions {
  // Created once. If it got strings, the library would create a key object for every check.
  const key = createSecretKey(Buffer.from(secret));
  const keys = new Map(previous.map((one) => [keyIdOf(one), createSecretKey(Buffer.from(one))]));
  keys.set(keyIdOf(secret), key);
  return {
    secretOrKeyProvider: (request, token) => {
      if (request === JwtSecretRequestType.SIGN) return key;
      const known = typeof token === 'string' && keys.get(keyIdIn(token));
      if (!known) throw new Error('the token has an unknown key id');
      return known;
    },
    signOptions: {
      algorithm: 'HS256',
      expiresIn: accessTokenSeconds,
      issuer: name,
      audience: name,
      keyid: keyIdOf(secret),
    },
    verifyOptions: { algorithms: ['HS256'], issuer: name, audience: name },
  };
}

function keyIdIn(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return Header.parse(JSON.parse(header)).kid;
}

/**
 * A token contains the user's id and the session's id, but no rights. Rights are read from the store at each use. A client
 * sends the same token for minutes, so the signature is checked once per token: what is kept belongs to exactly this
 * string, and only until it expires. Secrets change with a restart only.
 */
@Injectable()
export class AccessTokens {
  readonly #verified = new Map<string, TokenClaims>();

  constructor(private readonly jwt: JwtService) {}

  async issue(userId: string, sessionId: string): Promise<string> {
    return this.jwt.signAsync({ sid: sessionId }, { subject: userId });
  }

  async read(token: string): Promise<TokenClaims> {
    const verified = this.#verified.get(token);
    if (verified && verified.expiresAt.getTime() > Date.now()) return verified;
    const claims = await this.#verify(token);
    if (this.#verified.size >= mostKept) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }

  async #verify(token: string): Promise<TokenClaims> {
    try {
      const { sub, sid, exp } = Claims.parse(await this.jwt.verifyAsync(token));
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      throw error instanceof TokenExpiredError
        ? new Refusal('token_expired', 'The access token has expired. Get a new one with POST /auth/refresh.')
        : new Refusal('token_invalid', 'The access token is not valid. Sign in again.');
    }
  }
}
