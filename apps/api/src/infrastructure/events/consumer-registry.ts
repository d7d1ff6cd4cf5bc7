import type { DurableConsumer, EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';

export type Handlers = { [K in EventName]?: (envelope: EnvelopeOf<K>) => Promise<void> };

/**
 * The durable consumers. Each domain adds its own in a constructor, before the relay starts. Handlers get every event at
 * least once, even after a crash, and must be idempotent by the event's id.
 */
export class Consumers {
  readonly list: DurableConsumer[] = [];

  /** The store keeps delivery records under this name: it must not change. */
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
