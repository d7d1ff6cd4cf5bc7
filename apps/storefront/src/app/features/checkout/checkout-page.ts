import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { VatList } from '@passline/web/orders/vat-list.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../core/i18n/language.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { BasketStore } from '../../shared/basket/basket-store.ts';
import { StorageNotice } from '../../shared/basket/storage-notice.ts';
import { openingText } from '../../shared/storefront/opening-text.ts';
import { StorefrontStore } from '../../shared/storefront/storefront-store.ts';
import { BasketLines } from './basket-lines.ts';
import { CheckoutStore } from './checkout-store.ts';
import { DetailField } from '../../shared/forms/detail-field.ts';
import { type DraftField, missingFields } from './order-draft.ts';
import { Placement } from './placement.ts';
import { problemText, refusalText } from './problem-text.ts';
import { TimeSlots } from './time-slots.ts';

const tips = [0, 5, 10, 15];

/** The basket, the customer's details, and the order. */
@Component({
  selector: 'pl-checkout-page',
  imports: [
    BasketLines,
    ChoiceGroup,
    DetailField,
    EmptyState,
    ErrorState,
    Icon,
    RouterLink,
    Skeleton,
    StorageNotice,
    TimeSlots,
    VatList,
  ],
  providers: [CheckoutStore, Placement],
  templateUrl: './checkout-page.html',
  styleUrl: './checkout-page.css',
})
export class CheckoutPage {
  readonly slug = input.required<string>();

  protected readonly store = inject(StorefrontStore);
  protected readonly basket = inject(BasketStore);
  protected readonly checkout = inject(CheckoutStore);
  protected readonly placement = inject(Placement);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  /** The order is theirs. Without one the page asks for a name, and the order begins a guest's account. */
  protected readonly user = inject(CustomerSession).user;
  readonly #router = inject(Router);
  readonly #focusFirstError = firstErrorFocus();
  readonly #injector = inject(Injector);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  protected readonly draft = this.checkout.draft;
  protected readonly quote = this.checkout.quote;
  protected readonly tried = signal(false);
  protected readonly isChecking = signal(false);
  protected readonly locating = signal<'idle' | 'asking' | 'refused'>('idle');
  readonly #missing = computed(() => missingFields(this.draft(), this.user()));

  protected readonly fulfilments = computed(() => [
    { value: 'delivery' as const, label: this.t().checkout.delivery },
    { value: 'pickup' as const, label: this.t().checkout.pickup },
  ]);
  protected readonly payments = computed(() =>
    (this.store.storefront()?.paymentMethods ?? []).map((value) => ({
      value,
      label: this.t().checkout.payments[value],
    })),
  );
  protected readonly tips = computed(() =>
    tips.map((value) => ({
      value,
      label: value === 0 ? this.t().checkout.noTip : this.formats.percent(value),
    })),
  );
  readonly #problems = computed(() =>
    (this.quote()?.problems ?? []).map((problem) => ({
      ...problem,
      text: problemText(problem, this.quote(), this.t(), this.formats),
    })),
  );
  /** What stands in the way of the order as a whole; problems of a line or a field are beside it. */
  protected readonly problems = computed(() =>
    this.#problems().filter(({ path }) => !path.startsWith('items.') && path !== 'deliveryAddress'),
  );
  protected readonly addressProblem = computed(
    () => this.#problems().find(({ path }) => path.startsWith('deliveryAddress'))?.text,
  );
  protected readonly opening = computed(() => {
    const restaurant = this.store.storefront()?.restaurant;
    return restaurant && !restaurant.isOpen && this.draft().scheduledFor === null
      ? openingText(restaurant, this.t(), this.formats)
      : undefined;
  });
  protected readonly refusal = computed(() => {
    const error = this.placement.refusal();
    return error === undefined ? undefined : refusalText(error, this.quote(), this.t(), this.formats);
  });

  constructor() {
    effect(() => this.store.show(this.slug()));
    // An earlier page sent an order and was closed before the answer.
    effect(() => {
      const id = this.store.storefront()?.restaurant.id;
      if (
        id !== undefined &&
        untracked(() => this.placement.state()) === 'idle' &&
        this.placement.pending(id)
      )
        void this.resume(id);
    });
  }

  /** What is missing in this field, once the customer has tried to order. */
  protected missing(field: DraftField): string | undefined {
    return this.tried() && this.#missing().includes(field) ? this.t().checkout.missing[field] : undefined;
  }

  protected async place(): Promise<void> {
    this.tried.set(true);
    if (this.isChecking() || this.placement.state() === 'sending') return;
    if (this.#missing().length > 0) {
      this.#focusFirstError();
      return;
    }
    // The last quote may be older than the last change, here or in the restaurant.
    this.isChecking.set(true);
    const quote = await this.checkout.renew();
    this.isChecking.set(false);
    const body = this.checkout.order();
    if (!quote || !body) return;
    if (quote.problems.length > 0) {
      this.#scrollToProblem();
      return;
    }
    await this.#follow(await this.placement.place(body, this.draft().name.trim()));
  }

  protected async resume(restaurantId: string): Promise<void> {
    await this.#follow(await this.placement.resume(restaurantId));
  }

  #scrollToProblem(): void {
    afterNextRender(
      { read: () => this.#host.querySelector('.problem, .missing')?.scrollIntoView({ block: 'center' }) },
      { injector: this.#injector },
    );
  }

  protected locate(): void {
    if (!('geolocation' in navigator)) {
      this.locating.set('refused');
      return;
    }
    this.locating.set('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.locating.set('idle');
        this.checkout.change({ position: { lat: coords.latitude, lng: coords.longitude } });
      },
      () => this.locating.set('refused'),
      { timeout: 15_000, maximumAge: 60_000 },
    );
  }

  async #follow(url: string | undefined): Promise<void> {
    if (url === undefined) {
      this.checkout.again();
      return;
    }
    this.basket.clear();
    await this.#router.navigateByUrl(url);
  }
}
