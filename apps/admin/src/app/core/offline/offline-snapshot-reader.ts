import { Service, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map, timer } from 'rxjs';
import { Network } from './network.ts';
import { OfflineSnapshot, type OfflineBoard } from './offline-snapshot.ts';

/** How long to wait for the server before an old board is better than none. */
const patience = 2_500;

/** The stored board while the server has not sent one: immediately when offline, otherwise after a delay. */
@Service({ autoProvided: false })
export class OfflineSnapshotReader {
  readonly #network = inject(Network);
  readonly #late = toSignal(timer(patience).pipe(map(() => true)), { initialValue: false });
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
