import { Service } from '@angular/core';
import { RoleSession } from '@passline/web/auth/role-session.ts';

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
export class CourierSession extends RoleSession {
  constructor() {
    super('passline.courier', 'courier');
  }

  /** Throws NotACourier for an account with another role, whose session is not kept. */
  async signIn(email: string, password: string): Promise<void> {
    const role = await this.signInAs(email, password);
    if (role !== 'courier') throw new NotACourier(role !== 'customer');
  }
}
