import { Injectable } from '@nestjs/common';

/** Counts changes of anybody's rights: whoever decides by what was read at another count has to read again. */
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
