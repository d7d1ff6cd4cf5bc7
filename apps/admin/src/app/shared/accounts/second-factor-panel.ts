import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { form, required, submit } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { problemOf } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { TextField } from '../forms/text-field.ts';
import { attemptTrouble } from './attempt-trouble.ts';
import { SecondFactorSetup } from './second-factor-setup.ts';

/** The own second factor: what it is, turning it on, off, or on again with another phone. */
@Component({
  selector: 'pl-second-factor-panel',
  imports: [ErrorState, SecondFactorSetup, Skeleton, TextField],
  template: `
    @let words = t().secondFactor;
    <div class="panel">
      <h2 id="panel-title">{{ words.title }}</h2>
      @if (state.hasValue() && state.value(); as now) {
        @if (settingUp() || !now.on) {
          @if (!now.on) {
            <p>{{ words.about }}</p>
          }
          <pl-second-factor-setup (done)="turnedOn()" (cancelled)="dialog.close()" />
        } @else {
          <p>
            {{ words.isOn(formats.date(now.since!)) }}
            {{ words.codesLeft(now.recoveryCodesLeft, formats.number(now.recoveryCodesLeft)) }}
          </p>
          <div aria-live="assertive">
            @if (trouble(); as sentence) {
              <p class="trouble">{{ sentence }}</p>
            }
          </div>
          @if (turningOff()) {
            <form novalidate (submit)="$event.preventDefault(); turnOff()">
              <pl-text-field
                type="password"
                autocomplete="current-password"
                [label]="words.password"
                [field]="form.password"
              />
              <pl-text-field autocomplete="one-time-code" [label]="words.presentCode" [field]="form.code" />
              <div class="acts">
                <button type="button" class="act" (click)="dialog.close()">{{ words.cancel }}</button>
                <button type="submit" class="act primary" [attr.aria-disabled]="busy()">
                  {{ busy() ? words.busy : words.turnOff }}
                </button>
              </div>
            </form>
          } @else {
            @if (staysOn()) {
              <p>{{ words.staysOn }}</p>
            }
            <div class="acts">
              <button type="button" class="act" (click)="dialog.close()">{{ words.close }}</button>
              <button type="button" class="act" (click)="settingUp.set(true)">{{ words.again }}</button>
              @if (!staysOn()) {
                <button type="button" class="act" (click)="turningOff.set(true)">{{ words.turnOff }}</button>
              }
            </div>
          }
        }
      } @else if (state.error(); as error) {
        <pl-error-state [error]="error" (again)="state.reload()" />
      } @else {
        <pl-skeleton />
      }
    </div>
  `,
  styles: `
    form {
      display: grid;
      gap: var(--s4);
    }
  `,
})
export class SecondFactorPanel {
  readonly #api = inject(Api);
  readonly #session = inject(AuthSession);
  readonly #notices = inject(Notices);
  readonly #settings = inject(ServerSettings);
  protected readonly formats = inject(Formats);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly state = rxResource({ stream: () => this.#api.call('getSecondFactor') });
  protected readonly staysOn = computed(
    () => this.#session.user()?.role === 'operator' && this.#settings.operatorSecondFactor() === true,
  );
  protected readonly settingUp = signal(false);
  protected readonly turningOff = signal(false);
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);

  protected readonly form = form(signal({ password: '', code: '' }), (path) => {
    required(path.password, { message: () => this.t().signIn.passwordMissing });
    required(path.code, { message: () => this.t().secondFactor.codeMissing });
  });
  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    if (failure === undefined) return undefined;
    return attemptTrouble(failure, this.t(), this.formats);
  });

  readonly #focusFirstError = firstErrorFocus();

  protected turnedOn(): void {
    this.#finish(this.t().secondFactor.turnedOn);
  }

  protected async turnOff(): Promise<void> {
    await submit(this.form, {
      action: async () => {
        if (this.busy()) return undefined;
        this.busy.set(true);
        this.#failure.set(undefined);
        try {
          await firstValueFrom(this.#api.call('turnOffSecondFactor', { body: this.form().value() }));
          this.#finish(this.t().secondFactor.turnedOff);
        } catch (error) {
          const code = problemOf(error)?.code;
          if (code === 'password_wrong')
            return { kind: 'wrong', message: this.t().password.wrong, fieldTree: this.form.password };
          if (code === 'code_wrong')
            return { kind: 'wrong', message: this.t().secondFactor.codeWrong, fieldTree: this.form.code };
          this.#failure.set(error);
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }

  #finish(text: string): void {
    this.#notices.show({ tone: 'calm', text });
    this.dialog.close();
    // The next start reads it again.
    this.#session.refreshUser().catch(() => undefined);
  }
}
