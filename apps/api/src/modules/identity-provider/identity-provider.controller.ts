import { Controller, Inject, Req, Res } from '@nestjs/common';
import { type InputOf, type Session, calls } from '@passline/contracts';
import type { Origin } from '@passline/event-log';
import type { Request, Response } from 'express';
import { From } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { ProviderSessions } from './provider-sessions.ts';
import { ProviderSignIn, type Redirect } from './provider-sign-in.ts';

/** Each costs a request to the provider. */
const ways = { perAddress: { burst: 100, perSecond: 1 } };

/** The cookie is what binds a sign-in to one browser: first the attempt, then the ticket for the session. */
@Controller()
export class IdentityProviderController {
  /** With the prefix no other host of the same domain can set it. Browsers accept that only over https. */
  readonly #cookie: string;
  readonly #secure: boolean;

  constructor(
    private readonly signIn: ProviderSignIn,
    private readonly sessions: ProviderSessions,
    @Inject(CONFIG) config: Pick<Config, 'publicUrl'>,
  ) {
    this.#secure = config.publicUrl?.startsWith('https:') ?? false;
    this.#cookie = this.#secure ? '__Host-passline-sign-in' : 'passline-sign-in';
  }

  @Serve(calls.startProviderSignIn, ways)
  async start(
    @Input() { query }: InputOf<typeof calls.startProviderSignIn>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<undefined> {
    this.#redirect(response, await this.signIn.start(query.next ?? null));
  }

  @Serve(calls.finishProviderSignIn, ways)
  async finish(
    @Req() request: Request,
    @From() origin: Origin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<undefined> {
    const { searchParams } = new URL(request.originalUrl, 'http://localhost');
    this.#redirect(response, await this.signIn.finish(searchParams, this.#kept(request), origin));
  }

  @Serve(calls.openProviderSession, { perAddress: { burst: 200, perSecond: 20 } })
  async open(
    @Input() { body }: InputOf<typeof calls.openProviderSession>,
    @Req() request: Request,
    @From() origin: Origin,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Session> {
    this.#keep(response, null);
    return this.sessions.open(this.#kept(request), body.deviceTokens, origin);
  }

  #redirect(response: Response, { to, keeps }: Redirect): void {
    this.#keep(response, keeps);
    response.setHeader('location', to);
  }

  #keep(response: Response, keeps: Redirect['keeps']): void {
    response.cookie(this.#cookie, keeps?.token ?? '', {
      httpOnly: true,
      // The provider sends the browser back by a navigation from its own site.
      sameSite: 'lax',
      secure: this.#secure,
      path: '/',
      maxAge: keeps?.forMs ?? 0,
    });
  }

  #kept({ headers }: Request): string {
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const own = cookies.find((cookie) => cookie.startsWith(`${this.#cookie}=`));
    return own?.slice(this.#cookie.length + 1) ?? '';
  }
}
