import type { ElementRef } from '@angular/core';
import {
  Component,
  DOCUMENT,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { FormField, email, form, required, submit } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { hasStatus } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { Network } from '../../core/offline/network.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { shownError } from '@passline/web/forms/shown-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { attemptTrouble } from '../../shared/accounts/attempt-trouble.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { CodeStep } from './code-step.ts';
import { type Credentials, DemoAccounts } from './demo-accounts.ts';
import { ProviderSignIn } from './provider-sign-in.ts';
import { SignInIllustration } from './sign-in-illustration.ts';
import { ChangePassword } from '../../shared/accounts/change-password.ts';
import { AuthSession, type FirstStep } from '../../core/auth/auth-session.ts';

@Component({
  selector: 'pl-sign-in-page',
  imports: [CodeStep, DemoAccounts, FormField, Icon, Logo, ProviderSignIn, SignInIllustration],
  templateUrl: './sign-in-page.html',
  styleUrls: ['./sign-in-page.css', './sign-in-form.css'],
})
export class SignInPage {
  /** The page to return to. Only paths of this console are followed. */
  readonly next = input<string>();
  /** What came of a sign-in with the identity provider, from which the browser is back: `done`, or why not. */
  readonly provider = input<string>();

  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  readonly #ownPassword = inject(ChangePassword);
  readonly #formats = inject(Formats);
  readonly #settings = inject(ServerSettings);
  readonly #view = inject(DOCUMENT).defaultView;
  private readonly first = viewChild.required<ElementRef<HTMLInputElement>>('first');

  protected readonly t = inject(Language).messages;
  protected readonly mail = this.#settings.mail;
  protected readonly identityProvider = this.#settings.identityProvider;
  protected readonly lostAt = inject(Network).lostAt;
  protected readonly shown = signal(false);
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);
  /** The password was right, and a code is needed too. */
  protected readonly step = signal<FirstStep | undefined>(undefined);
  /** Counts once: the form comes again after a step that was left. */
  protected readonly outcome = linkedSignal(() => this.provider());
  protected readonly stepEnded = signal<string | undefined>(undefined);

  protected readonly form = form(signal({ email: '', password: '' }), (path) => {
    required(path.email, { message: () => this.t().signIn.emailMissing });
    email(path.email, { message: () => this.t().signIn.emailOdd });
    required(path.password, { message: () => this.t().signIn.passwordMissing });
  });

  protected readonly emailWrong = shownError(() => this.form.email);
  protected readonly passwordWrong = shownError(() => this.form.password);

  protected readonly trouble = computed(() => {
    const { signIn } = this.t();
    const failure = this.#failure();
    if (failure === undefined) return this.stepEnded() ?? (this.#session.ended() ? signIn.ended : undefined);
    if (hasStatus(failure, 401)) return signIn.refused;
    return attemptTrouble(failure, this.t(), this.#formats);
  });

  constructor() {
    // On touch devices this would open the on-screen keyboard.
    if (this.#view?.matchMedia('(pointer: fine)').matches)
      afterNextRender(() => this.first().nativeElement.focus());
  }

  readonly #focusFirstError = firstErrorFocus();

  protected async enter(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        await this.signIn(this.form().value());
        return undefined;
      },
    });
    this.#focusFirstError();
  }

  protected async signIn({ email, password }: Credentials): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.#failure.set(undefined);
    this.stepEnded.set(undefined);
    try {
      await this.taken(await this.#session.signIn(email.trim(), password));
    } catch (error) {
      this.#failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }

  /** Without a step that is left the session has begun. */
  protected async taken(step: FirstStep | undefined): Promise<void> {
    this.outcome.set(undefined);
    this.step.set(step);
    if (!step) await this.goOn();
  }

  protected async goOn(): Promise<void> {
    await this.#router.navigateByUrl(this.next() ?? '/');
    const user = this.#session.user();
    if (user?.passwordGiven && this.provider() === undefined) void this.#ownPassword.ask();
  }

  protected back(why: string | undefined): void {
    this.step.set(undefined);
    this.form().reset({ email: '', password: '' });
    this.stepEnded.set(why);
  }
}
