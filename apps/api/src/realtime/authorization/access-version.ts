import { Injectable } from '@nestjs/common';

/** Counts changes of rights on this node. A verdict made at an older version must be made again. */
@Injectable()
export class AccessVersion {
  #current = 0;

  get current(): number {
    return this.#current;
  }

  advance(): void {
    this.#current += 1;
  }
}
