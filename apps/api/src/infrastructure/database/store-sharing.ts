import { Inject, Injectable } from '@nestjs/common';
import type { RunningEngine } from '@passline/embedded-mongo';
import { ENGINE } from './storage.ts';

/**
 * Whether other processes may write to the store. A process must look for the work that others left there. If the engine
 * runs inside this process and no other process is connected to it, this process knows all work from its own writes, and
 * looks less often.
 */
@Injectable()
export class StoreSharing {
  readonly #others: RunningEngine['otherClients'] | undefined;

  constructor(@Inject(ENGINE) engine: Pick<RunningEngine, 'otherClients'> | null) {
    this.#others = engine?.otherClients;
  }

  get isShared(): boolean {
    return this.#others === undefined || this.#others.count > 0;
  }

  /** The listener is called when another process connects or disconnects. Then it may have left work. */
  onChange(listener: () => void): void {
    this.#others?.onChange(listener);
  }
}
