import { Injectable } from '@nestjs/common';
import type { HeldData } from '@passline/contracts';

/** A customer and their orders, through which other domains have data about them. */
export interface Person {
  id: string;
  orders: readonly string[];
}

/** How one domain erases and expires its personal data. */
export interface PersonalDataRules {
  /**
   * Erases the data of this person; idempotent. Resolves with the number of items that must wait, for example for an order
   * that has not ended. If there are any, it is called again later.
   */
  erase?: (person: Person) => Promise<number>;
  /** Runs after all other domains have finished. */
  afterOthers?: true;
  /** Erases one batch of data older than `days`. Resolves with the number of items. */
  keep?: { days: number; forget: (before: Date, atMost: number) => Promise<number> };
}

type Exporters = { [K in keyof HeldData]?: (person: Person) => Promise<HeldData[K]> };

/**
 * The personal data of all domains. Each domain registers its own here. Data that is not registered is neither exported
 * nor erased nor expired.
 */
@Injectable()
export class PersonalData {
  readonly domains = new Map<string, PersonalDataRules>();
  readonly #exporters: Exporters = {};

  add(name: string, rules: PersonalDataRules): void {
    this.domains.set(name, rules);
  }

  /** Registers a part of the export of a person's data. */
  addExport<K extends keyof HeldData>(part: K, exporter: (person: Person) => Promise<HeldData[K]>): void {
    (this.#exporters as Record<K, typeof exporter>)[part] = exporter;
  }

  /** Erases the person's data in all domains. Resolves with the number of items that must wait. */
  async erase(person: Person): Promise<number> {
    const all = [...this.domains.values()];
    const eraseIn = async (domains: readonly PersonalDataRules[]): Promise<number> => {
      let waiting = 0;
      for (const { erase } of domains) waiting += (await erase?.(person)) ?? 0;
      return waiting;
    };
    const waiting = await eraseIn(all.filter(({ afterOthers }) => !afterOthers));
    return waiting > 0 ? waiting : eraseIn(all.filter(({ afterOthers }) => afterOthers));
  }

  async on(person: Person): Promise<HeldData> {
    const exported = async <K extends keyof HeldData>(part: K): Promise<HeldData[K]> => {
      const exporter = this.#exporters[part];
      if (!exporter) throw new Error(`no domain exports the personal data '${part}'`);
      return exporter(person);
    };
    return {
      orders: await exported('orders'),
      messages: await exported('messages'),
      notifications: await exported('notifications'),
      payments: await exported('payments'),
      sessions: await exported('sessions'),
      blockedBy: await exported('blockedBy'),
      audit: await exported('audit'),
    };
  }
}
