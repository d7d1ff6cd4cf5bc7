import { Component, inject } from '@angular/core';
import { Logo } from '@passline/web/ui/logo.ts';
import { Language } from '../../core/i18n/language.ts';

/** For addresses that lead nowhere. */
@Component({
  selector: 'pl-missing-page',
  imports: [Logo],
  template: `
    <main class="page">
      <pl-logo />
      <h1>{{ t().restaurant.missing.title }}</h1>
      <p>{{ t().restaurant.missing.text }}</p>
    </main>
  `,
})
export class MissingPage {
  protected readonly t = inject(Language).messages;
}
