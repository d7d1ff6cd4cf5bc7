import { Component, computed, inject, input } from '@angular/core';
import type { Offer } from '@passline/contracts';
import { OfferText, type Terms } from './offer-text.ts';

/** An offer as customers see it: discount, code and conditions. */
@Component({
  selector: 'pl-offer-card',
  template: `
    <strong class="worth numbers">{{ words.discount(terms(), currency()) }}</strong>
    <div>
      <b class="code">{{ terms().code || '…' }}</b>
      @if (terms().description; as text) {
        <span>{{ text }}</span>
      }
      @if (conditions(); as words) {
        <small class="numbers">{{ words }}</small>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 7.5rem minmax(0, 1fr);
      border: var(--stroke) dashed var(--edge);
      border-radius: var(--radius);
      background: var(--surface);
    }
    .worth {
      display: grid;
      place-content: center;
      padding: var(--s3);
      border-inline-end: var(--stroke) dashed var(--edge);
      font-size: var(--text-l);
      font-weight: 720;
      letter-spacing: -0.02em;
      line-height: 1.1;
      text-align: center;
      text-wrap: balance;
    }
    div {
      display: grid;
      align-content: center;
      min-inline-size: 0;
      padding: var(--s3) var(--s4);
    }
    .code {
      font-weight: 680;
      letter-spacing: 0.04em;
      overflow-wrap: anywhere;
    }
    span {
      overflow-wrap: anywhere;
    }
    small {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
  `,
})
export class OfferCard {
  readonly terms = input.required<Terms & Pick<Offer, 'code' | 'description'>>();
  readonly currency = input.required<string>();
  protected readonly words = inject(OfferText);
  protected readonly conditions = computed(() =>
    this.words.conditions(this.terms(), this.currency()).join(' · '),
  );
}
