import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { Webhook } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { problemOf } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { CheckList } from '@passline/web/forms/check-list.ts';
import { type EventGroup, changedEvents, eventsOf, groupNames, groupsOf } from './event-groups.ts';
import { IntegrationsApi } from './integrations-api.ts';
import { refusalText } from './refusal-text.ts';
import { SecretOnce } from './secret-once.ts';

/** Adds a webhook and shows its secret once, or changes its address and events. Answers true when it was saved. */
@Component({
  selector: 'pl-webhook-panel',
  imports: [CheckList, SecretOnce],
  templateUrl: './webhook-panel.html',
  styles: `
    form {
      inline-size: min(100vw - 2rem, 38rem);
    }
  `,
})
export class WebhookPanel {
  readonly #api = inject(IntegrationsApi);
  protected readonly webhook = inject<{ webhook?: Webhook }>(DIALOG_DATA).webhook;
  protected readonly dialog = inject<DialogRef<boolean>>(DialogRef);
  protected readonly t = inject(Language).messages;
  readonly #focusFirstError = firstErrorFocus();

  protected readonly url = signal(this.webhook?.url ?? '');
  protected readonly groups = signal<readonly EventGroup[]>(groupsOf(this.webhook?.events ?? []));
  protected readonly saving = signal(false);
  protected readonly refusal = signal<string | undefined>(undefined);
  protected readonly secret = signal<string | undefined>(undefined);
  readonly #tried = signal(false);
  readonly #refused = signal<string | undefined>(undefined);

  protected readonly choices = computed(() =>
    groupNames.map((value) => ({ value, ...this.t().integrations.groups[value] })),
  );
  protected readonly urlWrong = computed(() => {
    const { urlWrong } = this.t().integrations;
    return this.#refused() ?? (this.#tried() && !isAddress(this.url()) ? urlWrong : undefined);
  });
  protected readonly groupsWrong = computed(() =>
    this.#tried() && this.groups().length === 0 ? this.t().integrations.groupsWrong : undefined,
  );

  protected type(url: string): void {
    this.url.set(url);
    this.#refused.set(undefined);
  }

  protected async save(): Promise<void> {
    if (this.saving()) return;
    this.#tried.set(true);
    this.refusal.set(undefined);
    if (this.urlWrong() !== undefined || this.groupsWrong() !== undefined) {
      this.#focusFirstError();
      return;
    }
    this.saving.set(true);
    try {
      await this.#send();
    } catch (error) {
      if (problemOf(error)?.errors?.[0]?.path === 'url') this.#refused.set(this.t().integrations.urlRefused);
      else this.refusal.set(refusalText(error, this.t(), this.t().integrations.tooManyWebhooks));
      this.#focusFirstError();
    } finally {
      this.saving.set(false);
    }
  }

  async #send(): Promise<void> {
    const url = this.url().trim();
    const { webhook } = this;
    if (webhook) {
      const events = changedEvents(webhook.events, this.groups());
      await firstValueFrom(this.#api.changeWebhook(webhook.id, { url, events }));
      this.dialog.close(true);
      return;
    }
    const created = await firstValueFrom(this.#api.createWebhook({ url, events: eventsOf(this.groups()) }));
    this.dialog.disableClose = true;
    this.secret.set(created.secret);
  }
}

const isAddress = (text: string): boolean =>
  /^https?:\/\/\S+$/.test(text.trim()) && URL.canParse(text.trim());
