import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import type { Account } from '../accounts/account.ts';
import { linkEnded } from '../accounts/password-change.ts';

/** Differs from the audiences of other tokens, so that none is accepted as another. */
const audience = 'passline-password';
const Claims = z.object({ sub: z.string(), changes: z.int() });

type Subject = Pick<Account, '_id' | 'passwordChanges'>;

/**
 * Links to choose a password. Nothing of a link is stored: it names how often the password was changed, so that every
 * change of the password, and above all the one that the link makes, ends it.
 */
@Injectable()
export class PasswordLinks {
  constructor(private readonly jwt: JwtService) {}

  /** The path of the page. The token is in the fragment, which browsers send to no server. */
  async issue({ _id, passwordChanges = 0 }: Subject, expiresAt: Date): Promise<string> {
    const expiresIn = Math.round((expiresAt.getTime() - Date.now()) / 1000);
    const token = await this.jwt.signAsync(
      { changes: passwordChanges },
      { subject: _id, audience, expiresIn },
    );
    return `/password#${token}`;
  }

  async read(token: string): Promise<{ userId: string; passwordChanges: number }> {
    try {
      const { sub, changes } = Claims.parse(await this.jwt.verifyAsync(token, { audience }));
      return { userId: sub, passwordChanges: changes };
    } catch (error) {
      throw linkEnded(error);
    }
  }
}
