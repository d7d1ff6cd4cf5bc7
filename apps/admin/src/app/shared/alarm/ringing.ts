import type { Order } from '@passline/contracts';

type Rung = Pick<Order, 'id' | 'status' | 'alert' | 'createdAt'>;

/** Who rings: new, and answered by nobody. Oldest first, as they have to be answered. */
export const ringingOf = <O extends Rung>(open: readonly O[]): O[] =>
  open
    .filter(({ status, alert }) => status === 'pending' && alert.acknowledgedAt === null)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));

/** How often the bell strikes, in milliseconds: the longer nobody answers, the less can it be passed over. */
export function strikeEvery(ringing: readonly Rung[], now: number): number | null {
  const [oldest] = ringing;
  if (!oldest) return null;
  const waited = now - new Date(oldest.createdAt).getTime();
  return waited < 30_000 ? 4_000 : waited < 90_000 ? 2_800 : 1_800;
}

export type SoundState = 'on' | 'muted' | 'blocked';

/** What the server is told of an order that has reached this screen, and is not told twice. */
export class Receipts {
  readonly #told = new Map<string, boolean>();

  /** The orders to report now; one that was silent is reported again when it can be heard. */
  due(ringing: readonly Rung[], sound: SoundState): { orderId: string; rendered: true; audible: boolean }[] {
    const audible = sound === 'on';
    const ids = new Set(ringing.map(({ id }) => id));
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id);
    const due = ringing.filter(({ id }) => !this.#told.has(id) || (audible && this.#told.get(id) === false));
    for (const { id } of due) this.#told.set(id, audible);
    return due.map(({ id }) => ({ orderId: id, rendered: true, audible }));
  }

  /** It did not arrive: it is due again. */
  failed(orderId: string): void {
    this.#told.delete(orderId);
  }
}
