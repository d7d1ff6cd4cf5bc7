import { Service, inject } from '@angular/core';
import type { Offer } from '@passline/contracts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';

export type Terms = Pick<
  Offer,
  'kind' | 'discountValue' | 'minimumOrder' | 'until' | 'maxUses' | 'maxUsesPerCustomer'
>;
export type OfferState = 'running' | 'coming' | 'over' | 'usedUp';

export function stateOf({ from, until, used, maxUses }: Offer, now: number): OfferState {
  if (until !== null && new Date(until).getTime() <= now) return 'over';
  if (maxUses !== null && used >= maxUses) return 'usedUp';
  return new Date(from).getTime() > now ? 'coming' : 'running';
}

/** The conditions of an offer as text, the same for staff and customers. */
@Service()
export class OfferText {
  readonly #formats = inject(Formats);
  readonly #t = inject(Language).messages;

  discount({ kind, discountValue }: Pick<Offer, 'kind' | 'discountValue'>, currency: string): string {
    return this.#t().offers.off(
      kind === 'percent'
        ? this.#formats.percent(discountValue)
        : this.#formats.money(discountValue, currency),
    );
  }

  /** The conditions. */
  conditions(terms: Terms, currency: string): string[] {
    const { offers } = this.#t();
    return [
      ...(terms.minimumOrder > 0 ? [offers.from(this.#formats.money(terms.minimumOrder, currency))] : []),
      ...(terms.until ? [offers.untilMoment(this.#formats.dateAndTime(terms.until))] : []),
      ...(terms.maxUsesPerCustomer !== null
        ? [offers.perCustomer(this.#formats.number(terms.maxUsesPerCustomer))]
        : []),
    ];
  }

  used({ used, maxUses }: Offer): string {
    const { offers } = this.#t();
    const so = this.#formats.number(used);
    return maxUses === null ? offers.usedFreely(used, so) : offers.used(so, this.#formats.number(maxUses));
  }
}
