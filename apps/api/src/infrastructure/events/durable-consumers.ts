import type { DurableConsumer, EnvelopeOf, EventEnvelope, EventName } from '@passline/event-log';

export type Handlers = { [K in EventName]?: (envelope: EnvelopeOf<K>) => Promise<void> };

/**
 * The durable consumers. Each module adds its consumer in a constructor, before the relay starts. Handlers get every event
 * at least once, even after a crash, and must be idempotent by the event's id.
 */
export class DurableConsumers {
  readonly list: DurableConsumer[] = [];

  /** Never change a name: delivery records are stored under it. */
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
