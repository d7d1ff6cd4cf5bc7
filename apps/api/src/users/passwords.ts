import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '@passline/contracts';

const atOnce = 2;
const mostWaiting = 200;
/** argon2id with OWASP's least parameters: some 20 ms and 19 MiB each. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes two at a time: more would only take memory, and the thread pool away from everything else. Beyond the queue it
 * refuses, so a flood of logins costs the flood, not the orders.
 */
@Injectable()
export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #nobody: Promise<string> | undefined;

  async hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, parameters));
  }

  /** An unknown account (null) takes as long as a known one, so that time does not tell who has an account. */
  async fits(password: string, known: string | null): Promise<boolean> {
    const against = known ?? (await (this.#nobody ??= hash('nobody has this password', parameters)));
    const fits = await this.#inTurn(() => verify(against, password));
    return fits && known !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= mostWaiting)
        throw new Refusal('unavailable', 'Too many people are signing in at once.', { retryAfter: 2 });
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on, so the number that run stays what it is.
      if (next) next();
      else this.#running -= 1;
    }
  }
}
