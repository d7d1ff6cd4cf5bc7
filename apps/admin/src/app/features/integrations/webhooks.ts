import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, Injector, computed, inject, signal } from '@angular/core';
import type { Webhook } from '@passline/contracts';
import { type Observable, firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { DeliveryLog } from './delivery-log.ts';
import { groupNames, groupsOf } from './event-groups.ts';
import { IntegrationsApi } from './integrations-api.ts';
import { type NewSecret, SecretPanel } from './secret-panel.ts';
import { WebhookPanel } from './webhook-panel.ts';

/** The webhooks: where events are sent, whether they arrive, and the log of each. */
@Component({
  selector: 'pl-webhooks',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, DeliveryLog, ErrorState, Icon, Skeleton],
  templateUrl: './webhooks.html',
  styleUrl: './integrations.css',
})
export class Webhooks {
  readonly #api = inject(IntegrationsApi);
  readonly #panels = inject(Panels);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(Notices);
  readonly #injector = inject(Injector);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly webhooks = poll(() => this.#api.webhooks(), 10_000);
  /** The webhook whose log is open. */
  protected readonly open = signal<string | undefined>(undefined);

  protected readonly rows = computed(() =>
    this.webhooks.value()?.items.map((webhook) => ({
      ...webhook,
      sends: this.#sends(webhook),
      state: this.#state(webhook),
    })),
  );

  protected toggle(id: string): void {
    this.open.update((open) => (open === id ? undefined : id));
  }

  protected async edit(webhook?: Webhook): Promise<void> {
    if (await this.#panels.ask<boolean>(WebhookPanel, { webhook }, this.#injector)) this.webhooks.again();
  }

  protected async test({ id }: Webhook): Promise<void> {
    if (await this.#do(this.#api.test(id))) this.open.set(id);
  }

  protected switch({ id, enabled }: Webhook): Promise<unknown> {
    return this.#do(this.#api.changeWebhook(id, { enabled: !enabled }));
  }

  protected async newSecret({ id }: Webhook): Promise<void> {
    const { renewing, cancel, secretText } = this.t().integrations;
    if (!(await this.#confirm.ask({ ...renewing, keep: cancel }))) return;
    const renewed = await this.#do(this.#api.newSecret(id));
    if (!renewed) return;
    const given: NewSecret = { heading: renewing.done, text: secretText, secret: renewed.secret };
    await this.#panels.ask(SecretPanel, given, this.#injector);
  }

  protected async remove({ id, url }: Webhook): Promise<void> {
    const { removing, cancel } = this.t().integrations;
    const sure = await this.#confirm.ask({ ...removing, text: removing.text(url), keep: cancel });
    if (!sure) return;
    // Its log would ask for deliveries that are gone.
    if (this.open() === id) this.open.set(undefined);
    await this.#do(this.#api.deleteWebhook(id));
  }

  #sends({ events }: Webhook): string {
    const { integrations } = this.t();
    const groups = groupsOf(events);
    if (groups.length === groupNames.length && events.length === 0) return integrations.allEvents;
    return groups.map((group) => integrations.groups[group].label).join(', ');
  }

  #state({ enabled, failingSince }: Webhook): { text: string; isTrouble: boolean } {
    const { integrations } = this.t();
    if (!enabled) return { text: integrations.paused, isTrouble: false };
    return failingSince
      ? { text: integrations.failingSince(this.#formats.moment(failingSince)), isTrouble: true }
      : { text: integrations.delivering, isTrouble: false };
  }

  /** The answer; undefined when the server refused, which the user then reads. */
  async #do<T>(request: Observable<T>): Promise<T | undefined> {
    try {
      return await firstValueFrom(request, { defaultValue: undefined });
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
      return undefined;
    } finally {
      this.webhooks.again();
    }
  }
}
