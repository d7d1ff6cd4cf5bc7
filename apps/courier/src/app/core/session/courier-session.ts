import { Service } from '@angular/core';
import { ApiError } from '@passline/api-client';
import { BrowserSession } from '@passline/web/auth/browser-session.ts';
import { deviceTokenOf, keepDeviceToken } from '@passline/web/auth/device-token.ts';
import { SessionStorage } from '@passline/web/auth/stored-session.ts';

/** The account has another role. */
export class NotACourier extends Error {
  readonly isStaff: boolean;
  constructor(isStaff: boolean) {
    super('the account is not a courier');
    this.isStaff = isStaff;
  }
}

/** The courier on this device, apart from the console's and the customer's session in the same browser. */
@Service()
export class CourierSession extends BrowserSession {
  constructor() {
    super(new SessionStorage('passline.courier'));
  }

  /** Throws NotACourier for an account with another role, whose session is not kept. */
  async signIn(email: string, password: string): Promise<void> {
    const deviceToken = deviceTokenOf(email);
    const body = { email, password, ...(deviceToken !== undefined && { deviceToken }) };
    const answer = await this.anonymous.call('login', { body }).catch((error: unknown) => {
      // Only staff and operators have a second factor.
      const isOfStaff = error instanceof ApiError && error.problem?.code === 'second_factor_required';
      throw isOfStaff ? new NotACourier(true) : error;
    });
    keepDeviceToken(answer.user.email ?? email, answer.deviceToken);
    const { role } = answer.user;
    if (role === 'courier') {
      this.begin(answer);
      return;
    }
    const headers = { authorization: `Bearer ${answer.accessToken}` };
    // Without an answer the session ends by itself; its tokens are stored nowhere.
    await this.anonymous.call('logout', undefined, { headers }).catch(() => undefined);
    throw new NotACourier(role !== 'customer');
  }
}
