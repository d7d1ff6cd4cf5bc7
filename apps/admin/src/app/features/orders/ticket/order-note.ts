import { Component, computed, inject, input } from '@angular/core';
import { isAllergy } from '@passline/contracts/browser';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** A customer's note, in a line of its own with a bar that is visible from the side. An allergy is louder. */
@Component({
  selector: 'pl-order-note',
  imports: [Icon],
  template: `
    @if (allergy()) {
      <strong><pl-icon name="trouble" />{{ t().orders.allergy }}</strong>
    }
    {{ text() }}
  `,
  styles: `
    :host {
      display: block;
      padding: 2px var(--s2) 2px var(--s3);
      border-radius: 4px;
      background: color-mix(in oklch, var(--ink) 15%, transparent);
      box-shadow: inset 4px 0 0 var(--ink);
      color: var(--ink);
      font-weight: 680;
      overflow-wrap: anywhere;
    }
    :host(.allergy) {
      padding: var(--s2) var(--s3);
      background: var(--ink);
      color: var(--on-accent);
      font-size: 1.125em;
      font-weight: 740;
    }
    strong {
      display: flex;
      align-items: center;
      gap: var(--s1);
      font-weight: 800;
      letter-spacing: 0.04em;
      text-transform: uppercase;
    }
    pl-icon {
      --icon: 1.25rem;
    }
    @media print {
      :host {
        border: 1.5pt solid #000;
        background: #fff;
        box-shadow: none;
        color: #000;
      }
      :host(.allergy) {
        border-width: 4pt;
        background: #fff;
        color: #000;
      }
    }
  `,
  host: { '[class.allergy]': 'allergy()' },
})
export class OrderNote {
  readonly text = input.required<string>();
  protected readonly t = inject(Language).messages;
  protected readonly allergy = computed(() => isAllergy(this.text()));
}
