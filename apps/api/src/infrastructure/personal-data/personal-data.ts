import { Injectable } from '@nestjs/common';
import type { HeldData } from '@passline/contracts';

/** A customer, and the orders by which others know of them. */
export interface Person {
  id: string;
  orders: readonly string[];
}

/** What one domain holds on people, and what it does about it. */
export interface Holding {
  /**
   * Removes what is held on them. Answers how much has to wait, for an event that is on its way or an order that is
   * not over: it is asked again. Asked twice it does no harm.
   */
  erase?: (person: Person) => Promise<number>;
  /** Goes by what the others have said: only once nothing of theirs waits. */
  afterOthers?: true;
  /** Removes or blanks what is older, one batch of it; answers how much it did. */
  keep?: { days: number; forget: (before: Date, atMost: number) => Promise<number> };
}

type Tell = { [K in keyof HeldData]?: (person: Person) => Promise<HeldData[K]> };

/**
 * Who holds what on people: each domain adds its own, so nobody has to know all of them. What is not added here is
 * neither exported, nor erased, nor ever forgotten.
 */
@Injectable()
export class PersonalData {
  readonly holdings = new Map<string, Holding>();
  readonly #tell: Tell = {};

  add(name: string, holding: Holding): void {
    this.holdings.set(name, holding);
  }

  /** A part of what people are told when they ask. */
  tells<K extends keyof HeldData>(part: K, tell: (person: Person) => Promise<HeldData[K]>): void {
    (this.#tell as Record<K, typeof tell>)[part] = tell;
  }

  async on(person: Person): Promise<HeldData> {
    const ask = async <K extends keyof HeldData>(part: K): Promise<HeldData[K]> => {
      const tell = this.#tell[part];
      if (!tell) throw new Error(`nobody tells what is held as ${part}`);
      return tell(person);
    };
    return {
      orders: await ask('orders'),
      messages: await ask('messages'),
      notifications: await ask('notifications'),
      payments: await ask('payments'),
      sessions: await ask('sessions'),
      blockedBy: await ask('blockedBy'),
      audit: await ask('audit'),
    };
  }
}
