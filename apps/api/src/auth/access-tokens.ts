import { createHash, createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService, type JwtModuleOptions, TokenExpiredError } from '@nestjs/jwt';
import { Refusal } from '@passline/contracts';
import { z } from 'zod';

export const accessTokenSeconds = 15 * 60;
const name = 'passline';

const Claims = z.object({ sub: z.string(), sid: z.string(), exp: z.number() });

/** The key's name travels in the header, so that a change of keys can verify old tokens by the old key. */
export const jwtOptions = (secret: string): JwtModuleOptions => ({
  // A key that is made once: from a text, every check of a token would make it anew.
  secret: createSecretKey(Buffer.from(secret)),
  signOptions: {
    algorithm: 'HS256',
    expiresIn: accessTokenSeconds,
    issuer: name,
    audience: name,
    keyid: createHash('sha256').update(secret).digest('hex').slice(0, 8),
  },
  verifyOptions: { algorithms: ['HS256'], issuer: name, audience: name },
});

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
