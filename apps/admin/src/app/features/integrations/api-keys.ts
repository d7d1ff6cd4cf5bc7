import { Component, Injector, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ApiKey } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Confirm } from '../../shared/ui/confirm.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { ApiKeyPanel } from './api-key-panel.ts';
import { IntegrationsApi } from './integrations-api.ts';

const dayMs = 24 * 3_600_000;
/** A key that ends soon says so, in time to create another one. */
const soonMs = 14 * dayMs;

/** The API keys: what each may do, until when, and when it was last used. */
@Component({
  selector: 'pl-api-keys',
  imports: [ErrorState, Icon, RouterLink, Skeleton],
  templateUrl: './api-keys.html',
  styleUrl: './integrations.css',
})
export class ApiKeys {
  readonly #api = inject(IntegrationsApi);
  readonly #panels = inject(Panels);
  readonly #confirm = inject(Confirm);
  readonly #notices = inject(Notices);
  readonly #injector = inject(Injector);
  readonly #formats = inject(Formats);
  readonly #now = inject(Clock).now;
  protected readonly t = inject(Language).messages;
  protected readonly keys = poll(() => this.#api.keys(), 30_000);

  protected readonly rows = computed(() => this.keys.value()?.items.map((key) => this.#row(key)));

  protected async create(): Promise<void> {
    if (await this.#panels.ask<boolean>(ApiKeyPanel, undefined, this.#injector)) this.keys.again();
  }

  protected async revoke({ id, name }: ApiKey): Promise<void> {
    const { revoking, cancel } = this.t().integrations;
    const sure = await this.#confirm.ask({ ...revoking, title: revoking.title(name), keep: cancel });
    if (!sure) return;
    try {
      await firstValueFrom(this.#api.revokeKey(id));
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
    this.keys.again();
  }

  #row(key: ApiKey) {
    const { integrations } = this.t();
    const left = Date.parse(key.expiresAt) - this.#now();
    const date = this.#formats.date(key.expiresAt);
    return {
      ...key,
      may: key.scopes.map((scope) => integrations.scopes[scope].label).join(', '),
      used: key.lastUsedAt
        ? integrations.lastUsed(this.#formats.moment(key.lastUsedAt))
        : integrations.neverUsed,
      by: key.createdBy.name === null ? undefined : integrations.createdBy(key.createdBy.name),
      end: left <= 0 ? integrations.expired(date) : integrations.until(date),
      isTrouble: left < soonMs,
    };
  }
}
