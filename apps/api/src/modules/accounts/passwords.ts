import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { BoundedQueue } from '../../common/http/bounded-queue.ts';

/** argon2id with OWASP's least parameters: some 20 ms and 19 MiB each. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes two at a time: more would only take memory, and the thread pool away from everything else. Beyond the queue it
 * refuses, so a flood of logins costs the flood, not the orders.
 */
@Injectable()
export class Passwords {
  readonly #queue = new BoundedQueue({
    atOnce: 2,
    mostWaiting: 200,
    refusal: 'Too many people are signing in at once.',
  });
  #nobody: Promise<string> | undefined;

  async hash(password: string): Promise<string> {
    return this.#queue.run(() => hash(password, parameters));
  }

  /** An unknown account (null) takes as long as a known one, so that time does not tell who has an account. */
  async fits(password: string, known: string | null): Promise<boolean> {
    const against = known ?? (await (this.#nobody ??= hash('nobody has this password', parameters)));
    const fits = await this.#queue.run(() => verify(against, password));
    return fits && known !== null;
  }
}
