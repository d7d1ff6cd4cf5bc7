import { Component, inject } from '@angular/core';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { ApiKeys } from './api-keys.ts';
import { IntegrationsApi } from './integrations-api.ts';
import { Webhooks } from './webhooks.ts';

/** What connects other software: webhooks to it, and API keys for it. */
@Component({
  selector: 'pl-integrations-page',
  imports: [ApiKeys, Webhooks],
  providers: [IntegrationsApi],
  template: `
    <header>
      <h1>{{ t().integrations.heading }}</h1>
      <p>{{ isOperator ? t().integrations.sentenceForAll : t().integrations.sentence }}</p>
    </header>
    <pl-webhooks />
    <pl-api-keys />
  `,
  styles: `
    pl-api-keys {
      margin-block-start: var(--s5);
    }
  `,
  host: { class: 'page' },
})
export class IntegrationsPage {
  protected readonly t = inject(Language).messages;
  protected readonly isOperator = inject(AuthSession).user()?.role === 'operator';
}
