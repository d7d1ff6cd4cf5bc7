import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { BoundedQueue } from '../../common/http/bounded-queue.ts';

/** argon2id with OWASP's minimum parameters: about 20 ms and 19 MiB per hash. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes two passwords at a time, because more would take memory and block the thread pool. When the queue is full it
 * rejects, so that a flood of logins does not slow down orders.
 */
@Injectable()
export class Passwords {
  readonly #queue = new BoundedQueue({
    atOnce: 2,
    mostWaiting: 200,
    refusal: 'The server has too many sign-ins in its queue. Try again in a moment.',
  });
  #placeholderHash: Promise<string> | undefined;

  async hash(password: string): Promise<string> {
    return this.#queue.run(() => hash(password, parameters));
  }

  /** Takes the same time for an unknown account (null), so that response times do not reveal which accounts exist. */
  async fits(password: string, known: string | null): Promise<boolean> {
    const against =
      known ?? (await (this.#placeholderHash ??= hash('the password of no account', parameters)));
    const fits = await this.#queue.run(() => verify(against, password));
    return fits && known !== null;
  }
}
