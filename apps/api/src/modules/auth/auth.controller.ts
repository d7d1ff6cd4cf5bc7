import { Controller } from '@nestjs/common';
import { type InputOf, type Session, type User, calls } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import { By, type Caller, From } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.ts';
import { AuthService } from './auth.service.ts';

@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  // The answer reveals whether an address has an account. The limit prevents testing thousands of addresses.
  @Serve(calls.register, { perAddress: { burst: 100, perSecond: 1 } })
  async register(
    @Input() { body }: InputOf<typeof calls.register>,
    @From() origin: Origin,
  ): Promise<Session> {
    return this.auth.register(body, origin);
  }

  @Serve(calls.login, { perAddress: { burst: 200, perSecond: 20 } })
  async login(@Input() { body }: InputOf<typeof calls.login>, @From() origin: Origin): Promise<Session> {
    return this.auth.login(body, origin);
  }

  @Serve(calls.refresh)
  async refresh(@Input() { body }: InputOf<typeof calls.refresh>): Promise<Session> {
    return this.auth.refresh(body.refreshToken);
  }

  // No limit, because a flood with a stolen token must not prevent its owner from ending the session.
  @Serve(calls.logout, { perAccount: null })
  async logout(@By() caller: Caller): Promise<undefined> {
    await this.auth.logout(caller);
  }

  @Serve(calls.changePassword, { perAddress: { burst: 200, perSecond: 20 } })
  async changePassword(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof calls.changePassword>,
  ): Promise<undefined> {
    await this.auth.changePassword(caller, body);
  }

  @Serve(calls.me)
  async me(@By() caller: Caller): Promise<User> {
    return this.auth.me(caller);
  }
}
