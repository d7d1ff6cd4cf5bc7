import { Injectable, Logger } from '@nestjs/common';
import { Refusal, type Session } from '@passline/contracts';
import type { Decision, Origin } from '@passline/event-log';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { identityTaken, signedInWithProvider } from '../accounts/identity.ts';
import { type CodeCheck, signedInWithCode, ticketEnded } from '../accounts/second-factor.ts';
import { SecondFactors } from '../second-factor/second-factors.ts';
import { type SignInTicket, SignInTickets } from '../second-factor/sign-in-tickets.ts';
import { AuthSessions } from './auth-sessions.ts';
import { LoginThrottle } from './login-throttle.ts';

/** In one write: the code counts only together with the sign-in of the person at the identity provider, if it was one. */
function signedIn(account: Account, ticket: SignInTicket, check: CodeCheck): Decision<Account> {
  const coded = signedInWithCode(account, ticket.passwordChanges, check);
  if (!ticket.identity) return coded;
  const provided = signedInWithProvider(account, ticket.identity, new Date());
  return {
    change: { ...coded.change, ...provided.change },
    events: [...coded.events, ...provided.events],
  };
}

/** The second step of a sign-in to an account with a second factor. */
@Injectable()
export class SecondStep {
  readonly #log = new Logger(SecondStep.name);

  constructor(
    private readonly tickets: SignInTickets,
    private readonly factors: SecondFactors,
    private readonly accounts: AccountsService,
    private readonly throttle: LoginThrottle,
    private readonly sessions: AuthSessions,
    private readonly audit: AuditLog,
  ) {}

  /** The first step was right. Throws the problem that has the ticket for the second one. */
  async require(
    user: Account,
    from: Pick<SignInTicket, 'network' | 'device' | 'key' | 'identity'>,
  ): Promise<never> {
    throw new Refusal(
      'second_factor_required',
      'This account has a second factor. Send the ticket and a code of the app, or a recovery code, to POST /auth/login/code.',
      { ticket: await this.tickets.issue('code', user, from) },
    );
  }

  async signIn(text: string, code: string, origin: Origin): Promise<Session> {
    const ticket = await this.tickets.find('code', text);
    const known = await this.accounts.find(ticket.userId);
    if (!known) throw ticketEnded();
    const attempt = await this.throttle.admitCode(known.email, ticket);
    try {
      const actor = { id: known._id, role: known.role, origin };
      const check = this.factors.checkOf(code);
      const user = await this.accounts.change(
        known._id,
        actor,
        (account) => signedIn(account, ticket, check),
        identityTaken,
      );
      await this.tickets.use(ticket);
      await this.throttle.codeFitted(attempt, ticket);
      return await this.sessions.open(user, origin);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'code_wrong') await this.#refused(known, ticket, origin);
      throw error;
    }
  }

  /** The first step was right and the code was not: the owner of the account should see that. */
  async #refused(user: Account, ticket: SignInTicket, origin: Origin): Promise<void> {
    await this.throttle.failed(ticket);
    const { _id: id, role, restaurantId } = user;
    await this.audit
      .record({
        action: 'user.second_factor_refused',
        result: 'refused',
        actor: { id, role, origin },
        subject: { kind: 'user', id },
        restaurantId,
      })
      .catch((error: unknown) =>
        this.#log.error({ err: error, msg: 'rejected code not recorded in the audit log' }),
      );
  }
}
