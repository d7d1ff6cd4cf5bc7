import { Component, type ElementRef, computed, inject, model, viewChild } from '@angular/core';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { StationSelect } from '../stations/station-select.ts';
import { Stations } from '../stations/stations.ts';
import { TelephoneDraft } from '../telephone/telephone-draft.ts';
import { ShownOrders } from '../../../shared/orders/shown-orders.ts';
import { type BoardFilter, scheduledOf } from './board-filter.ts';
import { BoardShortcuts } from './board-shortcuts.ts';
import { BoardView } from './board-view.ts';

export type SidePanel = 'allDay' | 'scheduled' | 'done' | undefined;

/** Filters and side panels of the board. */
@Component({
  selector: 'pl-board-toolbar',
  imports: [Icon, StationSelect],
  templateUrl: './board-toolbar.html',
  styleUrl: './board-toolbar.css',
  host: { role: 'search' },
})
export class BoardToolbar {
  readonly side = model<SidePanel>();
  protected readonly view = inject(BoardView);
  protected readonly stations = inject(Stations);
  protected readonly keys = inject(BoardShortcuts);
  protected readonly t = inject(Language).messages;
  /** A telephone order is for one restaurant. */
  protected readonly isAll = inject(ChosenRestaurant).isAll();
  protected readonly draft = inject(TelephoneDraft);
  readonly #orders = inject(ShownOrders);
  protected readonly waiting = computed(() => scheduledOf(this.#orders.open()).length);
  protected readonly ways = ['all', 'delivery', 'pickup'] as const;
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  seek(): void {
    this.field().nativeElement.focus();
    this.field().nativeElement.select();
  }

  protected narrow(change: Partial<BoardFilter>): void {
    this.view.filter.update((filter) => ({ ...filter, ...change }));
  }

  protected toggle(side: SidePanel): void {
    this.side.update((now) => (now === side ? undefined : side));
  }

  protected leave(): void {
    this.narrow({ words: '' });
    this.field().nativeElement.blur();
  }
}
