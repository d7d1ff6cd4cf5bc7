import { Component, inject, input } from '@angular/core';
import type { Offer } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';

/** The codes that a customer can use now. */
@Component({
  selector: 'pl-offer-list',
  imports: [Icon],
  template: `
    <ul [attr.aria-label]="t().offers.heading">
      @for (offer of offers(); track offer.id) {
        <li>
          <pl-icon name="tag" />
          <p>
            <strong>{{ value(offer) }}</strong> {{ offer.description }}
            <small>
              {{ t().offers.code }} <b class="numbers">{{ offer.code }}</b>
              @if (offer.minimumOrder > 0) {
                · {{ t().offers.from(formats.money(offer.minimumOrder, currency())) }}
              }
            </small>
          </p>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: block;
    }
    ul {
      display: flex;
      gap: var(--s3);
      overflow-x: auto;
      scrollbar-width: none;
      padding-block-end: var(--s4);
    }
    li {
      display: flex;
      flex: 0 0 min(18rem, 80%);
      gap: var(--s3);
      padding: var(--s3) var(--s4);
      border: var(--stroke) dashed var(--edge);
      border-radius: var(--radius);
      background: var(--surface);
    }
    small {
      display: block;
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    pl-icon {
      --icon: 1.25rem;
      margin-block-start: 2px;
    }
  `,
})
export class OfferList {
  readonly offers = input.required<readonly Offer[]>();
  readonly currency = input.required<string>();
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected value({ kind, discountValue }: Offer): string {
    const { off } = this.t().offers;
    return kind === 'percent'
      ? off(this.formats.percent(discountValue))
      : off(this.formats.money(discountValue, this.currency()));
  }
}
