import { Injector, Service, inject } from '@angular/core';
import { Router } from '@angular/router';
import type { Order } from '@passline/contracts';
import { ChosenRestaurant } from '../../../core/auth/chosen-restaurant.ts';
import { Alarm } from '../../../shared/alarm/alarm.ts';
import { Panels } from '../../../shared/ui/panels.ts';
import { Stations } from '../stations/stations.ts';
import { notesFirst } from '../ticket/ticket-items.ts';
import { BoardView } from './board-view.ts';
import { type Shortcut, shortcutOf } from './shortcuts.ts';
import { OrderActions } from '../../../shared/order-actions/order-actions.ts';
import { OrderSteps } from '../../../shared/order-actions/order-steps.ts';
import { OrderPanels } from '../../../shared/order-actions/order-panels.ts';

const whereIs = (target: EventTarget | null): 'board' | 'field' | 'control' => {
  if (!(target instanceof Element)) return 'board';
  if (target.matches('input:not([type=radio]), textarea, select, [contenteditable]')) return 'field';
  return target.closest('button, a, [role=menu]') ? 'control' : 'board';
};

const isWithin = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

/** From a button to its ticket, so that the next Enter is a step of the ticket and not another press of the button. */
const leaveControls = (): void =>
  document.activeElement?.closest<HTMLElement>('pl-ticket')?.focus({ preventScroll: true });

/** A second Enter within this time is a bouncing key or a habit, and is not meant for the next ticket. */
const momentMs = 400;

/** Keyboard and bump bar control of the board. */
@Service({ autoProvided: false })
export class BoardShortcuts {
  readonly #view = inject(BoardView);
  readonly #acts = inject(OrderActions);
  readonly #steps = inject(OrderSteps);
  readonly #panels = inject(OrderPanels);
  readonly #alarm = inject(Alarm);
  readonly #dialogs = inject(Panels);
  readonly #stations = inject(Stations);
  readonly #router = inject(Router);
  readonly #chosen = inject(ChosenRestaurant);
  readonly #injector = inject(Injector);
  #enterAt = -momentMs;

  press(event: KeyboardEvent, page: { seek(): void; toggleAllDay(): void }): void {
    if (event.defaultPrevented || this.#panels.asking) return;
    const at = whereIs(event.target);
    // The button that opens a menu keeps the focus, or its press would be lost.
    if (event.key === 'Enter' && at !== 'field' && !isWithin(event.target, '[aria-haspopup]')) {
      const isChoice = isWithin(event.target, '[role=menu]');
      if (!isChoice && (event.repeat || event.timeStamp - this.#enterAt < momentMs)) {
        event.preventDefault();
        return;
      }
      this.#enterAt = event.timeStamp;
      this.#view.follows.set(true);
    }
    const pressed = shortcutOf(event, at);
    if (!pressed) return;
    event.preventDefault();
    this.#do(pressed, page);
  }

  /** Here and not in `OrderPanels`, because it is about no order yet. */
  async telephone(): Promise<void> {
    // It is for one restaurant.
    if (this.#chosen.isAll()) return;
    const panel = import('../telephone/telephone-panel.ts').then((it) => it.TelephonePanel);
    await this.#dialogs.load(panel, undefined, this.#injector);
  }

  async showAll(): Promise<void> {
    const { ShortcutsPanel } = await import('./shortcuts-panel.ts');
    await this.#dialogs.ask(ShortcutsPanel, undefined);
  }

  #do(pressed: Shortcut, page: { seek(): void; toggleAllDay(): void }): void {
    const order = this.#view.selectedOrder();
    switch (pressed.act) {
      case 'step':
        this.#view.follows.set(true);
        this.#view.selected.set(this.#view.step(pressed.direction));
        leaveControls();
        break;
      case 'answer': {
        const rings = this.#alarm.ringing();
        const meant = rings.find(({ id }) => id === order?.id) ?? rings[0];
        if (meant) void this.#acts.silence(meant);
        break;
      }
      case 'silenceAll':
        void this.#acts.silenceAll(this.#alarm.ringing());
        break;
      case 'layout':
        this.#view.toggleLayout();
        break;
      case 'search':
        page.seek();
        break;
      case 'telephone':
        void this.telephone();
        break;
      case 'keys':
        void this.showAll();
        break;
      case 'undo':
        void this.#acts.undo();
        break;
      case 'allDay':
        page.toggleAllDay();
        break;
      default:
        if (order) this.#doTo(order, pressed);
    }
  }

  #doTo(order: Order, pressed: Shortcut): void {
    this.#view.follows.set(true);
    switch (pressed.act) {
      case 'bump':
        if (this.#stations.isStation() && this.#stations.marks(order))
          void this.#acts.markItems(order, this.#stations.waiting(order), 'done');
        else this.#steps.bump(order);
        break;
      case 'minutes': {
        if (this.#stations.marks(order)) {
          this.#mark(order, pressed.choice);
          break;
        }
        const minutes = this.#acts.timesOf(order).others()[pressed.choice - 1];
        if (minutes) void this.#acts.accept(order, minutes);
        break;
      }
      case 'cancel':
        void this.#panels.cancel(order);
        break;
      case 'open':
        void this.#router.navigate(['/orders', order.id]);
        break;
      case 'print':
        void this.#panels.print(order);
        break;
    }
  }

  /** The item with this number on the ticket. */
  #mark(order: Order, place: number): void {
    const item = notesFirst(this.#stations.own(order))[place - 1];
    if (item) void this.#acts.markItems(order, [item.id], item.done ? 'waiting' : 'done');
  }
}
