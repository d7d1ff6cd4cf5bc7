import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Language } from '../../core/i18n/language.ts';
import { Blank } from '../../shared/ui/empty-state.ts';

@Component({
  selector: 'pl-missing-page',
  imports: [Blank, RouterLink],
  template: `
    <h1 class="unseen">{{ t().titles.missing }}</h1>
    <pl-blank [title]="t().shell.missing.title" [text]="t().shell.missing.text">
      <a class="act" routerLink="/">{{ t().shell.missing.back }}</a>
    </pl-blank>
  `,
  styles: `
    :host {
      display: block;
      padding: var(--s5);
    }
  `,
})
export class MissingPage {
  protected readonly t = inject(Language).messages;
}
