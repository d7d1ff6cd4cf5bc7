import { Controller } from '@nestjs/common';
import { type InputOf, type Role, type Session, type User, calls } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { By, type Caller, From } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AccountsService } from '../accounts/accounts.service.ts';
import { AuthSessions } from './auth-sessions.ts';
import { ForgottenPassword } from './forgotten-password.ts';
import { OwnPassword } from './own-password.ts';
import { Registration } from './registration.ts';
import { SignIn } from './sign-in.ts';

@Controller()
export class AuthController {
  constructor(
    private readonly registration: Registration,
    private readonly signIn: SignIn,
    private readonly sessions: AuthSessions,
    private readonly ownPassword: OwnPassword,
    private readonly forgotten: ForgottenPassword,
    private readonly accounts: AccountsService,
  ) {}

  // The answer reveals whether an address has an account. The limit prevents testing thousands of addresses.
  @Serve(calls.register, { perAddress: { burst: 100, perSecond: 1 } })
  async register(
    @Input() { body }: InputOf<typeof calls.register>,
    @From() origin: Origin,
  ): Promise<Session> {
    return this.registration.register(body, origin);
  }

  @Serve(calls.openGuest, { perAddress: { burst: 100, perSecond: 1 } })
  async openGuest(
    @Input() { body }: InputOf<typeof calls.openGuest>,
    @From() origin: Origin,
  ): Promise<Session> {
    return this.registration.openGuest(body, origin);
  }

  @Serve(calls.claimGuest)
  async claimGuest(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.claimGuest>,
  ): Promise<Session> {
    return this.registration.claimGuest(caller, body);
  }

  @Serve(calls.login, { perAddress: { burst: 200, perSecond: 20 } })
  async login(@Input() { body }: InputOf<typeof calls.login>, @From() origin: Origin): Promise<Session> {
    return this.signIn.signIn(body, origin);
  }

  @Serve(calls.refresh)
  async refresh(@Input() { body }: InputOf<typeof calls.refresh>): Promise<Session> {
    return this.sessions.refresh(body.refreshToken);
  }

  // No limit, because a flood with a stolen token must not prevent its owner from ending the session.
  @Serve(calls.logout, { perAccount: null })
  async logout(@By() caller: Caller): Promise<undefined> {
    await this.sessions.signOut(caller);
  }

  @Serve(calls.changePassword, { perAddress: { burst: 200, perSecond: 20 } })
  async changePassword(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.changePassword>,
  ): Promise<undefined> {
    await this.ownPassword.change(caller, body);
  }

  @Serve(calls.forgotPassword, { perAddress: { burst: 20, perSecond: 0.2 } })
  async forgotPassword(
    @Input() { body }: InputOf<typeof calls.forgotPassword>,
    @From() origin: Origin,
  ): Promise<undefined> {
    await this.forgotten.ask(body, origin);
  }

  @Serve(calls.choosePassword, { perAddress: { burst: 20, perSecond: 0.2 } })
  async choosePassword(
    @Input() { body }: InputOf<typeof calls.choosePassword>,
    @From() origin: Origin,
  ): Promise<{ role: Role }> {
    return { role: await this.forgotten.choose(body, origin) };
  }

  @Serve(calls.me)
  async me(@By() caller: Caller): Promise<User> {
    return this.accounts.profile(caller.id);
  }
}
