import type { EventEnvelope } from './envelope.ts';

/** Receives every event that it handles at least once, in the order of the aggregate. */
export interface DurableConsumer {
  /** Must not change: progress and parked events are stored under this name. */
  name: string;
  handles(type: string): boolean;
  /**
   * Events that this consumer must process before the write returns, because later writes depend on it. Each such
   * consumer adds its processing time to the response.
   */
  confirms?(type: string): boolean;
  /** Must be idempotent by the envelope's id. A rejected promise means that the relay retries later. */
  consume(envelope: EventEnvelope): Promise<void>;
  /**
   * Consumes several events of one aggregate at once, in their order. If it rejects, the relay passes them to `consume` one
   * by one, so each must be idempotent and none may overtake an earlier one.
   */
  consumeAll?(envelopes: readonly EventEnvelope[]): Promise<void>;
}
