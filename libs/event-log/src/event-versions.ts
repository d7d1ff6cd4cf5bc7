import type { EventEnvelope } from './envelope.ts';

/** Turns the data of one version of an event into the data of the next version. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/**
 * The versions of events. The upcaster at index 0 turns version 1 into version 2, and so on. The current version is the one
 * after the last upcaster, so it cannot change without one.
 */
export class EventVersions {
  readonly #upcasters: Readonly<Record<string, readonly Upcaster[]>>;

  constructor(upcasters: Readonly<Record<string, readonly Upcaster[]>> = {}) {
    this.#upcasters = upcasters;
  }

  /** What a new envelope says about its version. Envelopes of version 1 do not name it. */
  named(type: string): Pick<EventEnvelope, 'v'> {
    const later = this.#upcasters[type]?.length ?? 0;
    return later > 0 ? { v: later + 1 } : {};
  }

  /**
   * The event as this release writes it. An event of a newer release stays as it is: a release reads what the next one
   * writes, as docs/operations.md requires.
   */
  upToDate<E extends EventEnvelope>(envelope: E): E {
    const { type, v = 1 } = envelope;
    const upcasters = this.#upcasters[type];
    if (!upcasters || v > upcasters.length) return envelope;
    const data = upcasters
      .slice(v - 1)
      .reduce((before, upcast) => upcast(before), envelope.data as Record<string, unknown>);
    return { ...envelope, ...this.named(type), data };
  }
}
