import {
  Component,
  type ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { searchDishes } from './dish-search.ts';

/** Finds dishes by typing, with their number before the name. Enter adds the marked one. */
@Component({
  selector: 'pl-dish-field',
  template: `
    <label for="telephone-dish">{{ t().telephone.dish }}</label>
    <input
      #field
      id="telephone-dish"
      class="entry"
      role="combobox"
      autocomplete="off"
      aria-autocomplete="list"
      aria-controls="telephone-dishes"
      aria-describedby="telephone-dish-hint"
      [attr.aria-expanded]="found().length > 0"
      [attr.aria-activedescendant]="found().length > 0 ? 'telephone-dish-' + marked() : null"
      [value]="text()"
      (input)="type(field.value)"
      (keydown)="press($event)"
    />
    <ul id="telephone-dishes" role="listbox" [attr.aria-label]="t().telephone.dish">
      @for (dish of found(); track dish.id) {
        <li
          role="option"
          [id]="'telephone-dish-' + $index"
          [attr.aria-selected]="$index === marked()"
          [attr.aria-disabled]="!dish.available"
          (pointerdown)="$event.preventDefault()"
          tabindex="-1"
          (keydown.enter)="add(dish)"
          (click)="add(dish)"
        >
          <b class="numbers">{{ formats.number(search().quantity) }}</b>
          <span>{{ dish.name }}</span>
          <span class="numbers">
            {{ dish.available ? formats.money(dish.price, currency()) : t().menu.soldOut }}
          </span>
        </li>
      }
    </ul>
    <span class="hint" id="telephone-dish-hint" aria-live="polite">
      {{ text() && found().length === 0 ? t().telephone.noDish : t().telephone.dishHint }}
    </span>
  `,
  styles: `
    ul {
      border: var(--stroke) solid var(--line);
      border-radius: var(--radius);
      overflow: hidden;
    }
    ul:empty {
      display: none;
    }
    li {
      display: grid;
      grid-template-columns: 2ch minmax(0, 1fr) auto;
      gap: var(--s3);
      align-items: center;
      min-block-size: var(--touch);
      padding: 0 var(--s4);
      cursor: pointer;
    }
    li[aria-selected='true'] {
      background: var(--hover);
      box-shadow: inset 3px 0 0 var(--ink);
    }
    li[aria-disabled='true'] {
      color: var(--ink-3);
      cursor: default;
    }
  `,
  host: { class: 'field' },
})
export class DishField {
  readonly dishes = input.required<readonly MenuItem[]>();
  readonly currency = input.required<string>();
  readonly added = output<{ dish: MenuItem; quantity: number }>();

  protected readonly t = inject(Language).messages;
  protected readonly formats = inject(Formats);
  protected readonly text = signal('');
  protected readonly search = computed(() => searchDishes(this.text(), this.dishes()));
  protected readonly found = computed(() => this.search().found);
  readonly #wanted = signal(0);
  protected readonly marked = computed(() => Math.min(this.#wanted(), Math.max(this.found().length - 1, 0)));
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  focus(): void {
    this.field().nativeElement.focus();
  }

  protected type(text: string): void {
    this.text.set(text);
    this.#wanted.set(0);
  }

  protected press(event: KeyboardEvent): void {
    const count = this.found().length;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.add(this.found()[this.marked()]);
    } else if (event.key === 'Escape' && this.text()) {
      // It closes the list first, and only then the panel.
      event.preventDefault();
      event.stopPropagation();
      this.type('');
    } else if (count > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      this.#wanted.set((this.marked() + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    }
  }

  protected add(dish: MenuItem | undefined): void {
    if (!dish?.available) return;
    const { quantity } = this.search();
    this.type('');
    this.added.emit({ dish, quantity });
  }
}
