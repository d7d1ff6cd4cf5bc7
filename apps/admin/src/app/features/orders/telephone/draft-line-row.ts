import { Component, type ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Language } from '../../../core/i18n/language.ts';
import { DishOptions, areComplete } from '../../../shared/menu/dish-options.ts';
import { type DraftLine, TelephoneDraft, mostOfOneDish } from './telephone-draft.ts';

/** One dish of the order that is being entered. What has to be chosen is open. */
@Component({
  selector: 'pl-draft-line',
  imports: [DishOptions, Icon],
  template: `
    @let words = t().telephone;
    <div class="row">
      <button
        type="button"
        class="act"
        [attr.aria-label]="words.fewer(name())"
        [attr.aria-disabled]="line().quantity === 1"
        (click)="count(-1)"
      >
        <pl-icon name="minus" />
      </button>
      <b class="numbers">{{ formats.number(line().quantity) }}</b>
      <button
        type="button"
        class="act"
        [attr.aria-label]="words.more(name())"
        [attr.aria-disabled]="line().quantity === most"
        (click)="count(1)"
      >
        <pl-icon name="plus" />
      </button>
      <span class="name">
        {{ name() }}
        <small>{{ chosen() }}</small>
      </span>
      <span class="numbers">{{ amount() }}</span>
      <button
        type="button"
        class="act plain"
        [attr.aria-label]="words.change(name())"
        [attr.aria-expanded]="open()"
        (click)="opened.set(!open())"
      >
        <pl-icon [name]="open() ? 'up' : 'down'" />
      </button>
      <button type="button" class="act plain" [attr.aria-label]="words.remove(name())" (click)="remove()">
        <pl-icon name="bin" />
      </button>
    </div>
    @for (problem of problems(); track problem) {
      <p class="trouble">{{ problem }}</p>
    }
    @if (open()) {
      <div class="more" #more>
        @if (dish(); as known) {
          <pl-dish-options
            [options]="known.options"
            [picked]="line().options"
            (pickedChange)="choose($event)"
          />
        }
        <label class="field">
          <span class="label">{{ words.wish }}</span>
          <input #wish class="entry" maxlength="300" [value]="line().note" (input)="note(wish.value)" />
        </label>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s2);
      padding-block: var(--s2);
      border-block-end: var(--stroke) solid var(--line);
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--s2);
    }
    .row .act {
      padding: 0;
    }
    b {
      min-inline-size: 2ch;
      text-align: center;
    }
    .name {
      flex: 1 1 8rem;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    small {
      display: block;
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    .more {
      display: grid;
      gap: var(--s3);
      padding-inline-start: var(--s4);
      border-inline-start: 3px solid var(--line);
    }
    @media (width < 45rem) {
      .row .name {
        flex-basis: 100%;
        order: -1;
      }
      .name + span {
        margin-inline-start: auto;
      }
    }
    .trouble {
      color: var(--late);
      font-size: var(--text-s);
      font-weight: 500;
    }
  `,
  host: { role: 'listitem' },
})
export class DraftLineRow {
  readonly line = input.required<DraftLine>();
  /** Undefined: it is no longer on the menu. */
  readonly dish = input.required<MenuItem | undefined>();
  readonly currency = input.required<string>();
  readonly problems = input.required<readonly string[]>();

  readonly #draft = inject(TelephoneDraft);
  protected readonly t = inject(Language).messages;
  protected readonly formats = inject(Formats);
  protected readonly most = mostOfOneDish;
  protected readonly opened = signal<boolean | undefined>(undefined);
  private readonly more = viewChild<ElementRef<HTMLElement>>('more');

  protected readonly name = computed(() => this.dish()?.name ?? this.t().telephone.goneDish);
  protected readonly open = computed(() => {
    const dish = this.dish();
    return this.opened() ?? (dish !== undefined && !areComplete(dish, this.line().options));
  });
  readonly #choices = computed(
    () =>
      this.dish()
        ?.options.flatMap(({ choices }) => choices)
        .filter(({ id }) => this.line().options.has(id)) ?? [],
  );
  protected readonly chosen = computed(() =>
    [...this.#choices().map(({ name }) => name), this.line().note.trim()].filter(Boolean).join(', '),
  );
  protected readonly amount = computed(() => {
    const dish = this.dish();
    if (!dish) return '';
    const each = this.#choices().reduce((sum, { price }) => sum + price, dish.price);
    return this.formats.money(each * this.line().quantity, this.currency());
  });

  /** To what has to be chosen; false if nothing has to. */
  focusChoice(): boolean {
    const first = this.more()?.nativeElement.querySelector<HTMLElement>('input:enabled');
    first?.focus();
    return first !== undefined && first !== null;
  }

  protected count(by: number): void {
    const quantity = Math.min(Math.max(this.line().quantity + by, 1), mostOfOneDish);
    this.#draft.changeLine(this.line().id, { quantity });
  }

  protected choose(options: ReadonlySet<string>): void {
    // It stays open while more is chosen.
    this.opened.set(true);
    this.#draft.changeLine(this.line().id, { options });
  }

  protected note(note: string): void {
    this.opened.set(true);
    this.#draft.changeLine(this.line().id, { note });
  }

  protected remove(): void {
    this.#draft.remove(this.line().id);
  }
}
