import { CdkDropList, type CdkDrag, type CdkDragDrop } from '@angular/cdk/drag-drop';
import {
  Component,
  type ElementRef,
  booleanAttribute,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import type { Order } from '@passline/contracts';
import { Language } from '../../../core/i18n/language.ts';
import { OrdersStore } from '../../../shared/orders/orders-store.ts';
import type { Column as Status } from './board-filter.ts';
import { BoardView } from './board-view.ts';
import { stepsOf } from '../../../shared/order-actions/order-actions.ts';
import { OrderSteps } from '../../../shared/order-actions/order-steps.ts';
import { RenderQueue } from '../../../shared/ui/render-queue.ts';
import { Ticket } from './ticket.ts';
import { UnreadMessages } from '../chat/unread-messages.ts';

const handful = 2;

/** One column of the board. A long column renders two tickets at a time as they are scrolled to. */
@Component({
  selector: 'pl-board-column',
  imports: [CdkDropList, Ticket],
  template: `
    <header>
      <h2 [id]="headingId()">{{ heading() }}</h2>
      <span class="numbers" [attr.aria-label]="t().orders.count(orders().length)">{{ orders().length }}</span>
    </header>
    <div
      #list
      class="tickets"
      cdkDropList
      cdkDropListSortingDisabled
      [cdkDropListDisabled]="still() || status() === undefined"
      [cdkDropListData]="status()"
      [cdkDropListEnterPredicate]="takes"
      (cdkDropListDropped)="dropped($event)"
    >
      @for (order of shown(); track order.id) {
        <pl-ticket
          [order]="order"
          [dragDelay]="delay"
          [first]="first() && $first"
          [unread]="unread.of(order.id)"
          [outlined]="store.outlines().has(order.id)"
          [still]="still()"
        />
      }
      @if (hidden(); as count) {
        <button #rest type="button" class="act" (click)="more()">{{ t().orders.showMore(count) }}</button>
      }
      <ng-content />
    </div>
  `,
  styleUrl: './board-column.css',
  host: {
    // The grid is the only part of the board, which is a region itself.
    '[attr.role]': "status() === undefined ? null : 'region'",
    '[class.grid]': 'status() === undefined',
    '[class.narrow]': 'narrow()',
    '[attr.aria-labelledby]': 'status() === undefined ? null : headingId()',
  },
})
export class BoardColumn {
  /** Without a status: the grid of all tickets. */
  readonly status = input<Status>();
  readonly orders = input.required<readonly Order[]>();
  /** Empty beside columns with tickets: only its heading is shown, and it still takes what is dropped on it. */
  readonly narrow = input(false);
  /** Whether this column has the ticket that Tab reaches first. */
  readonly first = input(false, { transform: booleanAttribute });

  readonly #steps = inject(OrderSteps);
  readonly #view = inject(BoardView);
  readonly #turns = inject(RenderQueue);
  readonly #limit = signal(1);
  private readonly rest = viewChild<ElementRef<HTMLElement>>('rest');
  protected readonly store = inject(OrdersStore);
  protected readonly unread = inject(UnreadMessages);
  protected readonly t = inject(Language).messages;
  /** Scrolling by touch must not start a drag. */
  protected readonly delay = { touch: 350, mouse: 0 };

  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');
  protected readonly headingId = computed(() => `column-${this.status() ?? 'all'}`);
  protected readonly heading = computed(() => {
    const { columns, heading } = this.t().orders;
    const status = this.status();
    return status ? columns[status] : heading;
  });

  /** From the offline snapshot: read-only. */
  protected readonly still = computed(() => this.store.kept() !== undefined);
  protected readonly shown = computed(() => {
    const chosen = this.orders().findIndex(({ id }) => id === this.#view.selected());
    return this.orders().slice(0, Math.max(this.#limit(), chosen + 1));
  });
  protected readonly hidden = computed(() => this.orders().length - this.shown().length);

  protected readonly takes = (ticket: CdkDrag<Order>): boolean => {
    const status = this.status();
    return status !== undefined && stepsOf(ticket.data).includes(status);
  };

  /** Dropped on a column that does not accept it, the ticket stays. */
  protected dropped({
    item,
    container,
    previousContainer,
    isPointerOverContainer,
  }: CdkDragDrop<Status | undefined, Status | undefined, Order>): void {
    const status = this.status();
    if (status && container !== previousContainer && isPointerOverContainer)
      this.#steps.move(item.data, status);
  }

  constructor() {
    this.#view.perRow = () =>
      getComputedStyle(this.list().nativeElement).gridTemplateColumns.split(' ').length;
    // Rendered ahead of scrolling: at first enough for three screens.
    effect((onCleanup) => {
      const rest = this.rest()?.nativeElement;
      this.shown();
      if (!rest || !('IntersectionObserver' in globalThis)) return;
      let takeBack: (() => void) | undefined;
      const seen = new IntersectionObserver(
        (all) => {
          if (all.some((it) => it.isIntersecting)) takeBack = this.#turns.ask(() => this.more());
        },
        { root: rest.parentElement, rootMargin: '200% 0px' },
      );
      seen.observe(rest);
      onCleanup(() => {
        seen.disconnect();
        takeBack?.();
      });
    });
  }

  protected more(): void {
    this.#limit.update((limit) => limit + handful);
  }
}
