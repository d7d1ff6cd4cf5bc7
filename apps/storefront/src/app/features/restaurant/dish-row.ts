import { Component, inject, input, output } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../core/i18n/language.ts';
import { DishPicture } from './dish-picture.ts';

/** A dish of the menu, as one button. */
@Component({
  selector: 'pl-dish-row',
  imports: [DishPicture, Icon],
  template: `
    @let dish = item();
    <button type="button" [disabled]="!dish.available" (click)="chosen.emit()">
      <span class="words">
        <strong>{{ dish.name }}</strong>
        @if (dish.description) {
          <span class="about">{{ dish.description }}</span>
        }
        @if (dish.available) {
          <span class="price numbers">{{ formats.money(dish.price, currency()) }}</span>
        } @else {
          <span class="gone">
            {{ dish.until ? t().dish.soldOutUntil(formats.moment(dish.until)) : t().dish.soldOut }}
          </span>
        }
      </span>
      @if (dish.picture; as picture) {
        <pl-dish-picture sizes="6rem" [picture]="picture" />
      }
      @if (dish.available) {
        <span class="sign" [class.filled]="inBasket() > 0">
          @if (inBasket() > 0) {
            <b class="numbers">{{ inBasket() }}</b>
            <span class="unseen">{{ t().basket.inBasket }}</span>
          } @else {
            <pl-icon name="plus" />
          }
        </span>
      }
    </button>
  `,
  styles: `
    button {
      display: flex;
      align-items: center;
      gap: var(--s4);
      inline-size: 100%;
      padding: var(--s4) 0;
      border: 0;
      background: none;
      text-align: start;
      cursor: pointer;
    }
    button:disabled {
      cursor: default;
      color: var(--ink-3);
    }
    .words {
      display: grid;
      flex: 1;
      gap: var(--s1);
      min-inline-size: 0;
    }
    strong {
      font-weight: 620;
      overflow-wrap: anywhere;
    }
    .about {
      display: -webkit-box;
      overflow: hidden;
      color: var(--ink-2);
      font-size: var(--text-s);
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .gone {
      font-size: var(--text-s);
    }
    pl-dish-picture {
      flex: none;
      overflow: hidden;
      inline-size: 6rem;
      block-size: 6rem;
      border-radius: var(--radius);
    }
    button:disabled pl-dish-picture {
      opacity: 0.5;
    }
    pl-dish-picture + .sign {
      align-self: end;
      margin-inline-start: -3.5rem;
      margin-block-end: calc(-1 * var(--s2));
      border-color: transparent;
      background: var(--raised);
      box-shadow: var(--lift-1);
    }
    .sign {
      display: grid;
      flex: none;
      place-items: center;
      inline-size: 2.75rem;
      block-size: 2.75rem;
      border: var(--stroke) solid var(--edge);
      border-radius: 50%;
    }
    button:hover .sign {
      background: var(--hover);
    }
    .sign.filled {
      border-color: var(--ink);
      background: var(--ink);
      color: var(--on-accent);
    }
    pl-icon {
      --icon: 1.25rem;
    }
  `,
})
export class DishRow {
  readonly item = input.required<MenuItem>();
  readonly currency = input.required<string>();
  readonly inBasket = input.required<number>();
  readonly chosen = output();
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
}
