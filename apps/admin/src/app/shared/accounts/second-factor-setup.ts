import { Component, computed, inject, output, signal } from '@angular/core';
import { form, required, submit } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { problemOf } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { QrCode } from '@passline/web/ui/qr-code.ts';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { TextField } from '../forms/text-field.ts';
import { copyToClipboard } from '../ui/clipboard.ts';
import { attemptTrouble } from './attempt-trouble.ts';

/** The steps that turn a second factor on: the password, a code of the app, and the recovery codes. */
@Component({
  selector: 'pl-second-factor-setup',
  imports: [QrCode, TextField],
  templateUrl: './second-factor-setup.html',
  styleUrl: './second-factor-setup.css',
})
export class SecondFactorSetup {
  readonly #api = inject(Api);
  readonly #session = inject(AuthSession);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly email = this.#session.user()?.email ?? '';
  /** It replaces the present one, of which a code is needed too. */
  protected readonly isOn = this.#session.user()?.secondFactor ?? false;

  readonly done = output();
  readonly cancelled = output();

  protected readonly busy = signal(false);
  protected readonly copied = signal(false);
  protected readonly app = signal<{ secret: string; uri: string } | undefined>(undefined);
  protected readonly recoveryCodes = signal<readonly string[] | undefined>(undefined);
  /** In groups, for typing it into an app. */
  protected readonly key = computed(() => this.app()?.secret.replaceAll(/(.{4})(?=.)/g, '$1 ') ?? '');
  readonly #failure = signal<unknown>(undefined);

  protected readonly first = form(signal({ password: '', code: '' }), (path) => {
    required(path.password, { message: () => this.t().signIn.passwordMissing });
    required(path.code, {
      when: () => this.isOn,
      message: () => this.t().secondFactor.codeMissing,
    });
  });
  protected readonly second = form(signal({ code: '' }), (path) => {
    required(path.code, { message: () => this.t().secondFactor.codeMissing });
  });

  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    if (failure === undefined) return undefined;
    return attemptTrouble(failure, this.t(), this.#formats);
  });

  readonly #focusFirstError = firstErrorFocus();

  protected async begin(): Promise<void> {
    await submit(this.first, {
      action: () =>
        this.#try(async () => {
          const { password, code } = this.first().value();
          const body = { password, ...(this.isOn && { code }) };
          this.app.set(await firstValueFrom(this.#api.call('startSecondFactor', { body })));
        }),
    });
    this.#focusFirstError();
  }

  protected async confirm(): Promise<void> {
    await submit(this.second, {
      action: () =>
        this.#try(async () => {
          const body = this.second().value();
          const { recoveryCodes } = await firstValueFrom(this.#api.call('confirmSecondFactor', { body }));
          this.recoveryCodes.set(recoveryCodes);
        }),
    });
    this.#focusFirstError();
  }

  protected async copy(): Promise<void> {
    this.copied.set(await copyToClipboard((this.recoveryCodes() ?? []).join('\n')));
  }

  async #try(act: () => Promise<void>) {
    if (this.busy()) return undefined;
    this.busy.set(true);
    this.#failure.set(undefined);
    try {
      await act();
    } catch (error) {
      const code = problemOf(error)?.code;
      if (code === 'password_wrong')
        return { kind: 'wrong', message: this.t().password.wrong, fieldTree: this.first.password };
      if (code === 'code_wrong')
        return {
          kind: 'wrong',
          message: this.t().secondFactor.codeWrong,
          fieldTree: this.app() ? this.second.code : this.first.code,
        };
      this.#failure.set(error);
    } finally {
      this.busy.set(false);
    }
    return undefined;
  }
}
