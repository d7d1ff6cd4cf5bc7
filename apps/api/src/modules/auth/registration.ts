import { Injectable } from '@nestjs/common';
import { Refusal, type RegisterRequest, type Session } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { z } from 'zod';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AuthSessions } from './auth-sessions.ts';
import { networkOf } from './login-throttle.ts';

/** Creates an account for a customer and signs them in. All other accounts are created by operators and owners. */
@Injectable()
export class Registration {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly limits: AccountLimits,
    private readonly sessions: AuthSessions,
  ) {}

  async register(
    { email, password, name, phone }: z.output<typeof RegisterRequest>,
    origin: Origin,
  ): Promise<Session> {
    await this.limits.assertWithinLimit(networkOf(origin.ip), 'registrations');
    if (await this.accounts.isTaken(email))
      throw new Refusal(
        'email_taken',
        'An account with this email address exists already. Sign in or use another address.',
      );
    const user = await this.accounts.create(
      {
        email,
        name,
        phone: phone ?? null,
        role: 'customer',
        restaurantId: null,
        passwordHash: await this.passwords.hash(password),
      },
      null,
    );
    return this.sessions.open(user, origin);
  }
}
