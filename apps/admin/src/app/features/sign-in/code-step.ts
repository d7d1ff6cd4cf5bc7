import {
  Component,
  type ElementRef,
  afterNextRender,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { FormField, form, required, submit } from '@angular/forms/signals';
import { problemOf } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { shownError } from '@passline/web/forms/shown-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { AuthSession, type FirstStep } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { attemptTrouble } from '../../shared/accounts/attempt-trouble.ts';

/** The second step of a sign-in: a code of the app, or a recovery code. */
@Component({
  selector: 'pl-code-step',
  imports: [FormField, Icon],
  template: `
    @let words = t().secondFactor.step;
    <form novalidate (submit)="$event.preventDefault(); enter()">
      <header>
        <h1>{{ words.title }}</h1>
        <p>{{ words.text(step().email) }}</p>
      </header>
      <div aria-live="assertive">
        @if (trouble(); as sentence) {
          <p class="trouble"><pl-icon name="trouble" /> {{ sentence }}</p>
        }
      </div>
      <div class="field">
        <label for="code">{{ words.code }}</label>
        <input
          #field
          id="code"
          class="entry numbers"
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck="false"
          aria-describedby="code-more"
          [attr.aria-invalid]="!!wrong()"
          [formField]="form.code"
        />
        <span [class]="wrong() ? 'wrong' : 'hint'" id="code-more">{{ wrong() || words.hint }}</span>
      </div>
      <button type="submit" class="act primary enter" [attr.aria-disabled]="busy()">
        {{ busy() ? t().signIn.busy : words.submit }}
      </button>
      <button type="button" class="act plain" (click)="left.emit(undefined)">{{ words.back }}</button>
      <p class="lost">{{ words.lost }}</p>
    </form>
  `,
  styleUrl: './sign-in-form.css',
})
export class CodeStep {
  readonly step = input.required<FirstStep>();
  readonly done = output();
  /** With a reason if the server no longer takes the step. */
  readonly left = output<string | undefined>();

  readonly #session = inject(AuthSession);
  readonly #formats = inject(Formats);
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);

  protected readonly form = form(signal({ code: '' }), (path) => {
    required(path.code, { message: () => this.t().secondFactor.codeMissing });
  });
  protected readonly wrong = shownError(() => this.form.code);
  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    if (failure === undefined) return undefined;
    if (problemOf(failure)?.code === 'code_wrong') return this.t().secondFactor.step.wrong;
    return attemptTrouble(failure, this.t(), this.#formats);
  });

  readonly #focusFirstError = firstErrorFocus();

  constructor() {
    // The user has just typed a password, so an on-screen keyboard is open or wanted.
    afterNextRender(() => this.field().nativeElement.focus());
  }

  protected async enter(): Promise<void> {
    await submit(this.form, {
      action: async () => {
        if (this.busy()) return undefined;
        this.busy.set(true);
        this.#failure.set(undefined);
        try {
          await this.#session.signInWithCode(this.step(), this.form().value().code);
          this.done.emit();
        } catch (error) {
          if (problemOf(error)?.code === 'ticket_ended') this.left.emit(this.t().secondFactor.step.ended);
          else this.#failure.set(error);
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }
}
