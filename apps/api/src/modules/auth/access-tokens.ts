import { createHash, createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtSecretRequestType, JwtService, type JwtModuleOptions, TokenExpiredError } from '@nestjs/jwt';
import { Refusal } from '@passline/contracts';
import { z } from 'zod';

export const accessTokenSeconds = 15 * 60;
const name = 'passline';

const Claims = z.object({ sub: z.string(), sid: z.string(), exp: z.number() });

/** In the header of each token: which key it was signed by. Says no more about the key than a signature does. */
const nameOf = (secret: string) => createHash('sha256').update(secret).digest('hex').slice(0, 8);

/**
 * Signs by the one secret and verifies by it and those that were before, chosen by the key's name in the header. A token
 * that names no key of ours, or another algorithm, is refused before anything else about it is believed.
 */
export function jwtOptions(secret: string, previous: readonly string[]): JwtModuleOptions {
  // Keys that are made once: from a text, every check of a token would make one anew.
  const key = createSecretKey(Buffer.from(secret));
  const keys = new Map(previous.map((one) => [nameOf(one), createSecretKey(Buffer.from(one))]));
  keys.set(nameOf(secret), key);
  return {
    secretOrKeyProvider: (request, token) => {
      if (request === JwtSecretRequestType.SIGN) return key;
      const known = typeof token === 'string' && keys.get(keyNamedIn(token));
      if (!known) throw new Error('the token names no key of ours');
      return known;
    },
    signOptions: {
      algorithm: 'HS256',
      expiresIn: accessTokenSeconds,
      issuer: name,
      audience: name,
      keyid: nameOf(secret),
    },
    verifyOptions: { algorithms: ['HS256'], issuer: name, audience: name },
  };
}

function keyNamedIn(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return z.object({ kid: z.string() }).parse(JSON.parse(header)).kid;
}

/** Says who and which session, and nothing about rights: those are read at the time of use. */
@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  async issue(userId: string, sessionId: string): Promise<string> {
    return this.jwt.signAsync({ sid: sessionId }, { subject: userId });
  }

  async read(token: string): Promise<{ userId: string; sessionId: string; expiresAt: Date }> {
    try {
      const { sub, sid, exp } = Claims.parse(await this.jwt.verifyAsync(token));
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      throw error instanceof TokenExpiredError
        ? new Refusal('token_expired', 'The access token has expired: refresh it.')
        : new Refusal('token_invalid', 'The access token is not valid.');
    }
  }
}
