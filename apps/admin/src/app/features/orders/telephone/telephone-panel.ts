import { DialogRef } from '@angular/cdk/dialog';
import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  signal,
  viewChild,
  viewChildren,
} from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { DeliveryAddress, MenuItem, QuoteProblem } from '@passline/contracts';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Api } from '../../../core/api/api.ts';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Notices } from '../../../core/notices/notices.ts';
import { Network } from '../../../core/offline/network.ts';
import { MenuStore } from '../../../shared/menu/menu-store.ts';
import { PromiseTimes } from '../../../shared/order-actions/promise-times.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { DishField } from './dish-field.ts';
import { DraftLineRow } from './draft-line-row.ts';
import { TelephoneDraft, requestOf } from './telephone-draft.ts';
import { TelephoneQuote, isNumber } from './telephone-quote.ts';
import { refusalText } from './refusal-text.ts';

/** Enters an order while the customer is on the telephone. Closing it keeps the draft. */
@Component({
  selector: 'pl-telephone-panel',
  imports: [DishField, DraftLineRow, ErrorState, Icon, Skeleton],
  providers: [TelephoneQuote],
  templateUrl: './telephone-panel.html',
  styleUrl: './telephone-panel.css',
})
export class TelephonePanel {
  readonly #api = inject(Api);
  readonly #client = inject(AuthSession).client;
  readonly #restaurant = inject(RestaurantStore).restaurant;
  readonly #notices = inject(Notices);
  readonly #injector = inject(Injector);
  readonly #focusError = firstErrorFocus();
  protected readonly dialog = inject(DialogRef);
  protected readonly menu = inject(MenuStore);
  protected readonly times = inject(PromiseTimes);
  protected readonly quotes = inject(TelephoneQuote);
  protected readonly draft = inject(TelephoneDraft);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly lostAt = inject(Network).lostAt;
  private readonly phone = viewChild.required<ElementRef<HTMLInputElement>>('phone');
  private readonly rows = viewChildren(DraftLineRow);
  private readonly field = viewChild(DishField);

  protected readonly ways = ['pickup', 'delivery'] as const;
  protected readonly order = this.draft.order;
  protected readonly currency = computed(() => this.#restaurant()?.currency ?? 'EUR');
  protected readonly sending = signal(false);
  protected readonly trouble = signal<string | undefined>(undefined);
  /** After the first attempt, what is missing is marked. */
  protected readonly tried = signal(false);

  /** The rest of today, where orders for later are taken. */
  protected readonly slots = rxResource({
    params: () => this.#restaurant()?.id,
    stream: ({ params: id }) => this.#api.call('listSlots', { params: { id }, query: {} }),
  });
  protected readonly freeSlots = computed(() =>
    this.slots.hasValue() ? this.slots.value().slots.filter(({ free }) => free > 0) : [],
  );

  protected readonly missing = computed(() => {
    const { phone, name, fulfilment, address, lines } = this.order();
    return {
      phone: !isNumber(phone.trim()),
      name: name.trim() === '',
      address: fulfilment === 'delivery' && address.trim().length < 5,
      dishes: lines.length === 0,
    };
  });
  protected readonly quote = computed(() =>
    this.order().lines.length > 0 ? this.quotes.quote() : undefined,
  );
  readonly #problems = computed(() => this.quote()?.problems ?? []);
  /** Those of the whole order; those of one dish are shown at the dish. */
  protected readonly problems = computed(() => [
    ...new Set(
      this.#problems()
        .filter((it) => !this.#isOfLine(it))
        .map((it) => this.#text(it)),
    ),
  ]);
  /** Also while the price is on its way: the server refuses by name what a quote would have. */
  protected readonly canPlace = computed(
    () => !this.sending() && !this.lostAt() && this.#problems().length === 0,
  );

  constructor() {
    void this.menu.load();
    afterNextRender({ read: () => this.phone().nativeElement.focus() }, { injector: this.#injector });
  }

  protected problemsOf(index: number): string[] {
    const own = this.#problems().filter(({ path }) => path.startsWith(`items.${index}.`));
    return [...new Set(own.map((it) => this.#text(it)))];
  }

  protected use(name: string, address?: DeliveryAddress): void {
    this.draft.change({
      name,
      ...(address && { fulfilment: 'delivery', address: address.text, known: address }),
    });
    this.field()?.focus();
  }

  protected add({ dish, quantity }: { dish: MenuItem; quantity: number }): void {
    const id = this.draft.add(dish, quantity);
    afterNextRender(
      {
        read: () => {
          const row = this.rows().find((it) => it.line().id === id);
          if (!row?.focusChoice()) this.field()?.focus();
        },
      },
      { injector: this.#injector },
    );
  }

  protected time(value: string): void {
    const minutes = Number(value);
    this.draft.change(
      Number.isNaN(minutes) ? { slot: value, minutes: undefined } : { slot: undefined, minutes },
    );
  }

  /** Enter in a field must not place the order; Ctrl+Enter does, from anywhere. */
  protected press(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      void this.submit();
    } else if (event.target instanceof HTMLInputElement) event.preventDefault();
  }

  protected discard(): void {
    this.draft.discard();
    this.dialog.close();
  }

  protected async submit(): Promise<void> {
    if (this.sending()) return;
    this.tried.set(true);
    this.trouble.set(undefined);
    if (Object.values(this.missing()).includes(true)) {
      this.#focusError();
      return;
    }
    const id = this.#restaurant()?.id;
    const body = requestOf(this.order(), this.times.usual());
    if (!id || !body || !this.canPlace()) return;
    this.sending.set(true);
    try {
      const idempotencyKey = this.draft.key();
      const placed = await this.#client.call(
        'placeTelephoneOrder',
        { params: { id }, body },
        { idempotencyKey },
      );
      this.draft.discard();
      this.#notices.show({
        tone: 'calm',
        text: this.t().telephone.placed(placed.number, placed.customerName),
      });
      this.dialog.close();
    } catch (error) {
      const problem = problemOf(error);
      // Without an answer the order may have arrived, so that the next attempt is the same one.
      if (problem && problem.status < 500 && problem.status !== 429) this.draft.answered();
      this.trouble.set(
        problem
          ? refusalText({ code: problem.code, message: problem.detail }, this.quote(), this.t(), this.formats)
          : `${errorMessage(error, this.t())} ${this.t().telephone.unanswered}`,
      );
      this.quotes.again();
    } finally {
      this.sending.set(false);
    }
  }

  #isOfLine({ path }: QuoteProblem): boolean {
    return /^items\.\d+\./.test(path);
  }

  #text(problem: QuoteProblem): string {
    return refusalText(problem, this.quote(), this.t(), this.formats);
  }
}
