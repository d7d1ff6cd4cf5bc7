import { Injectable } from '@nestjs/common';
import type { ClaimGuestRequest, GuestRequest, RegisterRequest, Session } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { z } from 'zod';
import { AccountLimits } from '../../infrastructure/rate-limits/account-limits.ts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { networkOf } from '../../common/http/client-address.ts';
import { AccountsService, emailTaken } from '../accounts/accounts.service.ts';
import { claimed, newGuest } from '../accounts/guest-account.ts';
import { Passwords } from '../accounts/passwords.ts';
import { AuthSessions } from './auth-sessions.ts';

/** Creates an account for a customer or a guest and signs them in. All other accounts are created by operators and owners. */
@Injectable()
export class Registration {
  constructor(
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly limits: AccountLimits,
    private readonly sessions: AuthSessions,
  ) {}

  async register(
    { email, password, name, phone, language }: z.output<typeof RegisterRequest>,
    origin: Origin,
  ): Promise<Session> {
    await this.limits.assertWithinLimit(networkOf(origin.ip), 'registrations');
    if (await this.accounts.isTaken(email)) throw emailTaken();
    const user = await this.accounts.create(
      {
        email,
        name,
        phone: phone ?? null,
        ...(language && { language }),
        role: 'customer',
        restaurantId: null,
        passwordHash: await this.passwords.hash(password),
      },
      null,
    );
    return this.sessions.open(user, origin);
  }

  /** Without work for a password: no one signs in to it, and only this session leads to it. */
  async openGuest({ name, phone }: z.output<typeof GuestRequest>, origin: Origin): Promise<Session> {
    await this.limits.assertWithinLimit(networkOf(origin.ip), 'registrations');
    const guest = await this.accounts.create(newGuest(name, phone, new Date()), null);
    return this.sessions.open(guest, origin);
  }

  async claimGuest(
    caller: Caller,
    { email, password, language }: z.output<typeof ClaimGuestRequest>,
  ): Promise<Session> {
    await this.limits.assertWithinLimit(networkOf(caller.origin?.ip ?? ''), 'registrations');
    if (await this.accounts.isTaken(email)) throw emailTaken();
    const passwordHash = await this.passwords.hash(password);
    const { sessionId } = caller;
    await this.accounts.change(caller.id, actorOf(caller), (user) =>
      claimed(user, { email, passwordHash, sessionId, language }),
    );
    return this.sessions.current(caller);
  }
}
