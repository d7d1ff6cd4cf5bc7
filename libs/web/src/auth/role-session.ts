import { ApiError } from '@passline/api-client';
import type { Role } from '@passline/contracts';
import { BrowserSession } from './browser-session.ts';
import { deviceTokenOf, keepDeviceToken } from './device-token.ts';
import { SessionStorage } from './stored-session.ts';

/** The session of a page that is for one role only. */
export abstract class RoleSession extends BrowserSession {
  readonly #role: Role;

  constructor(storageKey: string, role: Role) {
    super(new SessionStorage(storageKey));
    this.#role = role;
  }

  /**
   * Resolves with the role of the account; without one, the account has a second factor, which only staff and operators
   * have. Nothing is kept of an account with another role than the page's.
   */
  protected async signInAs(email: string, password: string): Promise<Role | undefined> {
    const deviceToken = deviceTokenOf(email);
    const body = { email, password, ...(deviceToken !== undefined && { deviceToken }) };
    const answer = await this.anonymous.call('login', { body }).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.problem?.code !== 'second_factor_required') throw error;
    });
    if (!answer) return undefined;
    const { role } = answer.user;
    keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
    if (role === this.#role) this.begin(answer);
    else {
      const headers = { authorization: `Bearer ${answer.accessToken}` };
      // Without an answer the session ends by itself; its tokens are stored nowhere.
      await this.anonymous.call('logout', undefined, { headers }).catch(() => undefined);
    }
    return role;
  }
}
