import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { type KeyScope, keyScopes } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { CheckList } from '@passline/web/forms/check-list.ts';
import { IntegrationsApi } from './integrations-api.ts';
import { refusalText } from './refusal-text.ts';
import { SecretOnce } from './secret-once.ts';

const expiries = [30, 90, 180, 365] as const;

/** Creates an API key and shows it once. Answers true when one was created. */
@Component({
  selector: 'pl-api-key-panel',
  imports: [CheckList, ChoiceGroup, SecretOnce],
  templateUrl: './api-key-panel.html',
  styles: `
    form {
      inline-size: min(100vw - 2rem, 38rem);
    }
  `,
})
export class ApiKeyPanel {
  readonly #api = inject(IntegrationsApi);
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly t = inject(Language).messages;
  readonly #focusFirstError = firstErrorFocus();

  protected readonly name = signal('');
  protected readonly scopes = signal<readonly KeyScope[]>([]);
  protected readonly days = signal<number>(90);
  protected readonly saving = signal(false);
  protected readonly refusal = signal<string | undefined>(undefined);
  protected readonly key = signal<string | undefined>(undefined);
  readonly #tried = signal(false);

  protected readonly choices = computed(() =>
    keyScopes.map((value) => ({ value, ...this.t().integrations.scopes[value] })),
  );
  protected readonly expiries = computed<Choice<number>[]>(() =>
    expiries.map((value) => ({ value, label: this.t().integrations.days(value) })),
  );
  protected readonly nameWrong = computed(() => this.#tried() && this.name().trim() === '');
  protected readonly scopesWrong = computed(() =>
    this.#tried() && this.scopes().length === 0 ? this.t().integrations.scopesWrong : undefined,
  );

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.#tried.set(true);
    this.refusal.set(undefined);
    if (this.nameWrong() || this.scopesWrong() !== undefined) {
      this.#focusFirstError();
      return;
    }
    this.saving.set(true);
    try {
      const body = { name: this.name().trim(), scopes: [...this.scopes()], expiresInDays: this.days() };
      const { key } = await firstValueFrom(this.#api.createKey(body));
      this.dialog.disableClose = true;
      this.key.set(key);
    } catch (error) {
      this.refusal.set(refusalText(error, this.t(), this.t().integrations.tooManyKeys));
    } finally {
      this.saving.set(false);
    }
  }
}
