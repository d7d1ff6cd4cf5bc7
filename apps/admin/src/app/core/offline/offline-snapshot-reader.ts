import { Service, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map, timer } from 'rxjs';
import { Network } from './network.ts';
import { OfflineSnapshot, type OfflineBoard } from './offline-snapshot.ts';

/** So long a server may take to answer before something from earlier is better than nothing. */
const patience = 2_500;

/** What can be read while nothing has come from the server yet: at once without a network, else after a while. */
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
        // Not readable is as good as not kept.
        () => undefined,
      );
  }
}
