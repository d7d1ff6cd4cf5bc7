import { Injectable } from '@nestjs/common';

/**
 * Counts the changes of rights that this process has applied. A decision that was made at a lower count may be outdated
 * and must be made again.
 */
@Injectable()
export class AccessChangeCount {
  #current = 0;

  get current(): number {
    return this.#current;
  }

  advance(): void {
    this.#current += 1;
  }
}
