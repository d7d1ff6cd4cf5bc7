import type { DurableConsumer, EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';

export type Handlers = { [K in EventName]?: (envelope: EnvelopeOf<K>) => Promise<void> };

/**
 * What must happen after an event, even if this process dies first: each domain adds its own in its constructor, before
 * anything is relayed. Handlers hear an event at least once and have to be idempotent by its id.
 */
export class Consumers {
  readonly list: DurableConsumer[] = [];

  /** The name is kept in the store with what was delivered: do not change it. */
  add(name: string, handlers: Handlers): void {
    const byType = new Map(Object.entries(handlers)) as Map<
      string,
      (envelope: EventEnvelope) => Promise<void>
    >;
    this.list.push({
      name,
      handles: (type) => byType.has(type),
      consume: async (envelope) => byType.get(envelope.type)?.(envelope),
    });
  }
}
