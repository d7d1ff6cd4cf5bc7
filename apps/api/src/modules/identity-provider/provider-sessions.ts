import { Injectable } from '@nestjs/common';
import type { Session } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { hasSecondFactor } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { identityTaken, signedInWithProvider } from '../accounts/identity.ts';
import { ticketEnded } from '../accounts/second-factor.ts';
import { AuthSessions } from '../auth/auth-sessions.ts';
import { DeviceTokens } from '../auth/device-tokens.ts';
import { SecondStep } from '../auth/second-step.ts';
import { SignInTickets } from '../second-factor/sign-in-tickets.ts';

/** Exchanges the ticket of a browser that came back from the identity provider for a session, or for the second step. */
@Injectable()
export class ProviderSessions {
  constructor(
    private readonly tickets: SignInTickets,
    private readonly accounts: AccountsService,
    private readonly devices: DeviceTokens,
    private readonly secondStep: SecondStep,
    private readonly sessions: AuthSessions,
  ) {}

  async open(token: string, deviceTokens: readonly string[], origin: Origin): Promise<Session> {
    const ticket = await this.tickets.find('session', token);
    await this.tickets.use(ticket);
    const { identity, network } = ticket;
    const account = await this.accounts.find(ticket.userId);
    if (!identity || !account || account.disabled) throw ticketEnded();
    if ((account.passwordChanges ?? 0) !== ticket.passwordChanges) throw ticketEnded();
    if (hasSecondFactor(account)) {
      const device = this.#deviceOf(account.email, deviceTokens);
      return this.secondStep.require(account, { network, device, key: null, identity });
    }
    const actor = { id: account._id, role: account.role, origin };
    const signedIn = await this.accounts.change(
      account._id,
      actor,
      (user) => signedInWithProvider(user, identity, new Date()),
      identityTaken,
    );
    return this.sessions.open(signedIn, origin);
  }

  /** The browser does not know yet whose account it is, so it sends the tokens of all that have signed in there. */
  #deviceOf(email: string, deviceTokens: readonly string[]): string | null {
    const devices = deviceTokens.map((token) => this.devices.read(token, email));
    return devices.find((device) => device !== null) ?? null;
  }
}
