import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';

@Component({
  selector: 'pl-not-found-page',
  imports: [EmptyState, RouterLink],
  template: `
    <h1 class="unseen">{{ t().titles.notFound }}</h1>
    <pl-empty-state [title]="t().shell.missing.title" [text]="t().shell.missing.text">
      <a class="act" routerLink="/">{{ t().shell.missing.back }}</a>
    </pl-empty-state>
  `,
  styles: `
    :host {
      display: block;
      padding: var(--s5);
    }
  `,
})
export class NotFoundPage {
  protected readonly t = inject(Language).messages;
}
