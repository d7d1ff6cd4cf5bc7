import type { MenuItem, Storefront } from '@passline/contracts';
import type { AnyLiveEvent } from '@passline/realtime-client';

interface Availability {
  available: boolean;
  until: string | null;
}

const withItems = (it: Storefront, change: (item: MenuItem) => MenuItem): Storefront => ({
  ...it,
  menu: {
    ...it.menu,
    categories: it.menu.categories.map((category) => ({ ...category, items: category.items.map(change) })),
  },
});

const withChoice = (item: MenuItem, choiceId: string, now: Availability): MenuItem => ({
  ...item,
  options: item.options.map((option) => ({
    ...option,
    choices: option.choices.map((choice) => (choice.id === choiceId ? { ...choice, ...now } : choice)),
  })),
});

/**
 * The storefront after a fact that carries all of its change, so that a dish that sells out causes no request of every
 * page that is open. Undefined: it has to be read again.
 */
export function withFact(it: Storefront, { event, payload }: AnyLiveEvent): Storefront | undefined {
  switch (event) {
    case 'business:status:update': {
      const { restaurantId, businessName, ...opening } = payload;
      return { ...it, restaurant: { ...it.restaurant, ...opening } };
    }
    case 'menu:item:update': {
      const { itemId, available, until } = payload;
      return withItems(it, (item) => (item.id === itemId ? { ...item, available, until } : item));
    }
    case 'menu:choice:update': {
      const { itemId, choiceId, available, until } = payload;
      return withItems(it, (item) =>
        item.id === itemId ? withChoice(item, choiceId, { available, until }) : item,
      );
    }
    default:
      return undefined;
  }
}

/** Facts of the last moments, for an answer that was read before them. */
export class RecentFacts {
  #facts: { fact: AnyLiveEvent; at: number }[] = [];

  constructor(private readonly keepMs: number) {}

  add(fact: AnyLiveEvent, at: number): void {
    this.#facts = [...this.#facts.filter((known) => known.at > at - this.keepMs), { fact, at }];
  }

  /** The answer with the facts that are newer than this time. */
  on(answer: Storefront, since: number): Storefront {
    return this.#facts
      .filter(({ at }) => at > since)
      .reduce((known, { fact }) => withFact(known, fact) ?? known, answer);
  }
}
