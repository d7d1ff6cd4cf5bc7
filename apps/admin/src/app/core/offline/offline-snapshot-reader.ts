import { Service, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map, timer } from 'rxjs';
import { Network } from './network.ts';
import { OfflineSnapshot, type OfflineBoard } from './offline-snapshot.ts';

/** After this time without an answer of the server, an old board is better than none. */
const slowServerMs = 2_500;

/** The stored board: immediately when offline, otherwise after a delay. OrdersStore uses it until it has orders. */
@Service({ autoProvided: false })
export class OfflineSnapshotReader {
  readonly #network = inject(Network);
  readonly #late = toSignal(timer(slowServerMs).pipe(map(() => true)), { initialValue: false });
  readonly #board = signal<OfflineBoard | undefined>(undefined);
  readonly board = computed(() => (this.#late() || this.#network.lostAt() ? this.#board() : undefined));

  constructor() {
    inject(OfflineSnapshot)
      .read()
      .then(
        (board) => this.#board.set(board),
        // An unreadable snapshot counts as none.
        () => undefined,
      );
  }
}
