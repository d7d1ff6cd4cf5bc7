import { Service, computed, inject, signal } from '@angular/core';
import type { Request } from '@passline/api-client';
import type { DeliveryAddress, Fulfilment, MenuItem } from '@passline/contracts';
import { v4 as uuid } from 'uuid';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { usualChoices } from '../../../shared/menu/dish-options.ts';

export interface DraftLine {
  id: string;
  menuItemId: string;
  quantity: number;
  options: ReadonlySet<string>;
  note: string;
}

interface DraftOrder {
  phone: string;
  name: string;
  fulfilment: Fulfilment;
  address: string;
  /** An address of an earlier order, as long as its text is not changed: it may have coordinates. */
  known: DeliveryAddress | undefined;
  lines: readonly DraftLine[];
  /** Undefined: the usual minutes. */
  minutes: number | undefined;
  /** The begin of a time slot, for an order for later. */
  slot: string | undefined;
  note: string;
}

const empty: DraftOrder = {
  phone: '',
  name: '',
  fulfilment: 'pickup',
  address: '',
  known: undefined,
  lines: [],
  minutes: undefined,
  slot: undefined,
  note: '',
};

export const mostOfOneDish = 99;

type Basket = Request<'quoteOrder'>['body'];

/** What the server quotes; undefined while there is no dish. */
export function basketOf({ lines, fulfilment, address, known, slot }: DraftOrder): Basket | undefined {
  if (lines.length === 0) return undefined;
  const text = address.trim();
  const at = known?.text === text ? known : undefined;
  const deliveryAddress =
    at && at.lat !== null && at.lng !== null ? { text, lat: at.lat, lng: at.lng } : text;
  return {
    items: lines.map(({ menuItemId, quantity, options, note }) => ({
      menuItemId,
      quantity,
      options: [...options],
      ...(note.trim() && { note: note.trim() }),
    })),
    fulfilment,
    ...(fulfilment === 'delivery' && text.length >= 5 && { deliveryAddress }),
    ...(slot && { scheduledFor: slot }),
  };
}

export function requestOf(
  draft: DraftOrder,
  usualMinutes: number,
): Request<'placeTelephoneOrder'>['body'] | undefined {
  const basket = basketOf(draft);
  return (
    basket && {
      ...basket,
      customer: { name: draft.name.trim(), phone: draft.phone.trim() },
      ...(!draft.slot && { readyInMinutes: draft.minutes ?? usualMinutes }),
      ...(draft.note.trim() && { note: draft.note.trim() }),
    }
  );
}

/**
 * The order that is being entered. It outlives its panel and the board, until it is placed or discarded; another account
 * on this screen does not get it.
 */
@Service()
export class TelephoneDraft {
  readonly #session = inject(AuthSession);
  readonly #owner = computed(() => this.#session.user()?.id);
  readonly #kept = signal<{ owner: string | undefined; order: DraftOrder; key: string | undefined }>({
    owner: undefined,
    order: empty,
    key: undefined,
  });

  readonly #own = computed(() => {
    const kept = this.#kept();
    const owner = this.#owner();
    return kept.owner === owner ? kept : { owner, order: empty, key: undefined };
  });
  readonly order = computed(() => this.#own().order);
  readonly isBegun = computed(() => this.order() !== empty);

  change(change: Partial<DraftOrder>): void {
    const own = this.#own();
    this.#kept.set({ ...own, order: { ...own.order, ...change } });
  }

  /** The id of its line. */
  add(dish: Pick<MenuItem, 'id' | 'options'>, quantity: number): string {
    const id = uuid();
    const line = { id, menuItemId: dish.id, quantity, options: usualChoices(dish), note: '' };
    this.change({ lines: [...this.order().lines, line] });
    return id;
  }

  changeLine(id: string, change: Partial<DraftLine>): void {
    this.change({
      lines: this.order().lines.map((line) => (line.id === id ? { ...line, ...change } : line)),
    });
  }

  remove(id: string): void {
    this.change({ lines: this.order().lines.filter((line) => line.id !== id) });
  }

  /**
   * Stays the same until the server has answered, also if the draft changes: then the server says that the first attempt
   * has arrived, and does not place a second order.
   */
  key(): string {
    const own = this.#own();
    const key = own.key ?? uuid();
    this.#kept.set({ ...own, key });
    return key;
  }

  /** The server has answered, and the next attempt is another one. */
  answered(): void {
    this.#kept.set({ ...this.#own(), key: undefined });
  }

  discard(): void {
    this.#kept.set({ owner: this.#owner(), order: empty, key: undefined });
  }
}
