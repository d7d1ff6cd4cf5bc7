import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Cancellations } from '../../shared/alarm/cancellations.ts';
import { Icon } from '@passline/web/ui/icon.ts';

/** Orders that were cancelled elsewhere, on every page, until each was seen on this screen. */
@Component({
  selector: 'pl-cancellation-bar',
  imports: [Icon, RouterLink],
  template: `
    @if (cancellations.unseen(); as all) {
      @if (all[0]; as first) {
        <section [attr.aria-label]="t().alarm.cancelled.heading">
          <pl-icon name="cross" />
          <p role="alert">
            <a [routerLink]="['/orders', first.id]"
              >{{ t().alarm.cancelled[first.by](first.number) }}
              @if (several() && first.restaurantName) {
                · {{ first.restaurantName }}
              }
            </a>
          </p>
          @if (all.length > 1) {
            <span class="numbers">{{ t().alarm.cancelled.more(all.length - 1) }}</span>
          }
          <button type="button" class="act" (click)="cancellations.see(first.id)">
            {{ t().alarm.cancelled.seen }} <span class="unseen">{{ first.number }}</span>
          </button>
        </section>
      }
    }
  `,
  styles: `
    section {
      display: flex;
      align-items: center;
      gap: var(--s3);
      padding: var(--s2) var(--s4) var(--s2) var(--s5);
      border-block-start: var(--stroke) solid var(--late);
      background: var(--late-wash);
      color: var(--late);
    }
    p {
      flex: 1;
    }
    a {
      display: flex;
      align-items: center;
      min-block-size: var(--touch);
      color: inherit;
      font-weight: 640;
      line-height: 1.25;
      text-decoration: none;
    }
    a:hover {
      text-decoration: underline;
    }
    .act {
      position: relative;
      border-color: currentColor;
      color: inherit;
      white-space: nowrap;
    }
    @media (width < 45rem) {
      section {
        padding-inline: var(--s3);
      }
      a {
        font-size: var(--text-s);
      }
    }
  `,
})
export class CancellationBar {
  protected readonly several = inject(ChosenRestaurant).several;
  protected readonly cancellations = inject(Cancellations);
  protected readonly t = inject(Language).messages;
}
