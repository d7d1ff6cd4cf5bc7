import { Injectable } from '@nestjs/common';
import type { IdentityProviderProblem } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { AuditLog } from '../../infrastructure/audit-log/audit-log.ts';
import type { Account } from '../accounts/account.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { isOfAnother, maySignInWithProvider } from '../accounts/identity.ts';
import type { ProvidedIdentity } from './open-id-client.ts';

/**
 * Finds the account of a person who comes back from the identity provider: the one that is linked to them, or the one with
 * their address, which the provider must have verified. It creates none.
 */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly accounts: AccountsService,
    private readonly audit: AuditLog,
  ) {}

  async of(identity: ProvidedIdentity, origin: Origin): Promise<Account | IdentityProviderProblem> {
    const linked = await this.accounts.findByIdentity(identity);
    const account = linked ?? (await this.#withAddress(identity));
    const problem = problemOf(account, identity, linked !== null);
    if (account && problem) await this.#refused(account, problem, origin);
    return problem ?? account ?? 'account_unknown';
  }

  async #withAddress({ email }: ProvidedIdentity): Promise<Account | null> {
    return email === null ? null : this.accounts.findByEmail(email);
  }

  /** The owner of the restaurant should see in the audit log that a person tried to sign in as another one. */
  async #refused(
    { _id: id, role, restaurantId }: Account,
    reason: IdentityProviderProblem,
    origin: Origin,
  ): Promise<void> {
    if (!maySignInWithProvider({ role })) return;
    await this.audit.record({
      action: 'user.identity_refused',
      result: 'refused',
      actor: { id, role, origin },
      subject: { kind: 'user', id },
      restaurantId,
      details: { reason },
    });
  }
}

/** The same for every address until the provider has verified it: otherwise a stranger could find out which ones have an account. */
function problemOf(
  account: Account | null,
  identity: ProvidedIdentity,
  isLinked: boolean,
): IdentityProviderProblem | null {
  if (!isLinked && !identity.emailVerified) return 'email_unverified';
  if (!account || account.disabled) return 'account_unknown';
  if (!maySignInWithProvider(account)) return 'account_not_staff';
  return isOfAnother(account, identity) ? 'account_of_another' : null;
}
