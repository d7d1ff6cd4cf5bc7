import type { Order } from '@passline/contracts';
import { begunAt } from '../orders/ageing.ts';

type Rung = Pick<Order, 'id' | 'status' | 'alert' | 'scheduled' | 'createdAt'>;

export const isRinging = ({ status, alert }: Pick<Order, 'status' | 'alert'>): boolean =>
  status === 'pending' && alert.acknowledgedAt === null;

/** New and unanswered orders, oldest first. */
export const ringingOf = <O extends Rung>(open: readonly O[]): O[] =>
  open.filter((order) => isRinging(order)).sort((a, b) => begunAt(a).localeCompare(begunAt(b)));

/** The interval of the alarm in milliseconds: shorter the longer an order waits. */
export function strikeEvery(ringing: readonly Rung[], now: number): number | null {
  const [oldest] = ringing;
  if (!oldest) return null;
  const waited = now - new Date(begunAt(oldest)).getTime();
  return waited < 30_000 ? 4_000 : waited < 90_000 ? 2_800 : 1_800;
}

export type SoundState = 'on' | 'muted' | 'blocked';

/** Receipts for orders that reached this screen, each sent once. */
export class Receipts {
  readonly #reported = new Map<string, boolean>();

  /** Orders to report now. A silent one is reported again once audible. */
  due(ringing: readonly Rung[], sound: SoundState): { orderId: string; rendered: true; audible: boolean }[] {
    const audible = sound === 'on';
    const ids = new Set(ringing.map(({ id }) => id));
    for (const id of this.#reported.keys()) if (!ids.has(id)) this.#reported.delete(id);
    const due = ringing.filter(
      ({ id }) => !this.#reported.has(id) || (audible && this.#reported.get(id) === false),
    );
    for (const { id } of due) this.#reported.set(id, audible);
    return due.map(({ id }) => ({ orderId: id, rendered: true, audible }));
  }

  /** The receipt failed: send it again. */
  failed(orderId: string): void {
    this.#reported.delete(orderId);
  }
}
