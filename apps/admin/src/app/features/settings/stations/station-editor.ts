import { Component, computed, inject, input, output } from '@angular/core';
import type { Menu } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import type { StationDraft } from './station-draft.ts';

let editors = 0;

/** One station: its name, its categories and its single dishes. */
@Component({
  selector: 'pl-station-editor',
  imports: [Icon],
  template: `
    <fieldset>
      <legend class="unseen">{{ title() }}</legend>
      <div class="head">
        <div class="field">
          <label [for]="id">{{ t().stationSettings.name }}</label>
          <input
            #name
            class="entry"
            maxlength="120"
            autocomplete="off"
            [id]="id"
            [value]="station().name"
            [attr.aria-invalid]="wrong()"
            (input)="renamed.emit(name.value)"
          />
        </div>
        <button
          type="button"
          class="act plain"
          [attr.aria-label]="t().stationSettings.remove(title())"
          (click)="removed.emit()"
        >
          <pl-icon name="cross" />
        </button>
      </div>
      <div class="chips" role="group" [attr.aria-label]="t().stationSettings.categories">
        <span class="label">{{ t().stationSettings.categories }}</span>
        @for (category of categories(); track category.name) {
          <label>
            <input
              type="checkbox"
              class="unseen"
              [checked]="station().categories.includes(category.name)"
              (change)="chosen.emit({ kind: 'categories', value: category.name })"
            />
            <span>{{ category.known ? category.name : t().stationSettings.gone(category.name) }}</span>
          </label>
        }
      </div>
      <details>
        <summary>
          {{ t().stationSettings.dishes }}
          @if (station().dishes.length > 0) {
            <span class="numbers">{{
              t().stationSettings.chosen(formats.number(station().dishes.length))
            }}</span>
          }
        </summary>
        <p>{{ t().stationSettings.dishesHint }}</p>
        @for (category of menu().categories; track category.name) {
          <div class="chips" role="group" [attr.aria-label]="category.name">
            <span class="label">{{ category.name }}</span>
            @for (dish of category.items; track dish.id) {
              <label>
                <input
                  type="checkbox"
                  class="unseen"
                  [checked]="station().dishes.includes(dish.id)"
                  (change)="chosen.emit({ kind: 'dishes', value: dish.id })"
                />
                <span>{{ dish.name }}</span>
              </label>
            }
          </div>
        }
      </details>
    </fieldset>
  `,
  styleUrl: './station-editor.css',
})
export class StationEditor {
  readonly station = input.required<StationDraft>();
  readonly menu = input.required<Menu>();
  readonly wrong = input(false);
  readonly renamed = output<string>();
  readonly removed = output();
  readonly chosen = output<{ kind: 'categories' | 'dishes'; value: string }>();

  protected readonly id = `station-${++editors}`;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly title = computed(() => {
    const { nameOf, unnamed } = this.t().stationSettings;
    const name = this.station().name.trim();
    return name ? nameOf(name) : unnamed;
  });
  /** A category that was renamed or removed stays visible until it is taken out. */
  protected readonly categories = computed(() => {
    const known = this.menu().categories.map(({ name }) => name);
    const gone = this.station().categories.filter((name) => !known.includes(name));
    return [...known.map((name) => ({ name, known: true })), ...gone.map((name) => ({ name, known: false }))];
  });
}
