import { Component, computed, inject, input, output } from '@angular/core';
import { problemOf, errorMessage } from '../api/api-error.ts';
import { PageLanguage } from '../i18n/language.ts';

/** Replaces content that could not be loaded: message, reference and retry. */
@Component({
  selector: 'pl-error-state',
  template: `
    <div role="alert">
      <h2>{{ t().problems.heading }}</h2>
      <p>{{ sentence() }}</p>
      @if (reference(); as id) {
        <p class="reference">{{ t().state.reference(id) }}</p>
      }
    </div>
    <button type="button" class="act" (click)="again.emit()">{{ t().state.retry }}</button>
  `,
  styles: `
    :host {
      display: grid;
      justify-items: start;
      gap: var(--s4);
      max-inline-size: 34rem;
      padding: var(--s5);
      border-inline-start: 4px solid var(--late);
      background: var(--surface);
    }
    h2 {
      margin-block-end: var(--s2);
      font-size: var(--text-l);
    }
    .reference {
      margin-block-start: var(--s2);
      color: var(--ink-3);
      font-size: var(--text-s);
      overflow-wrap: anywhere;
    }
  `,
})
export class ErrorState {
  readonly error = input.required<unknown>();
  readonly again = output();

  protected readonly t = inject(PageLanguage).messages;
  protected readonly sentence = computed(() => errorMessage(this.error(), this.t()));
  protected readonly reference = computed(() => problemOf(this.error())?.requestId);
}
