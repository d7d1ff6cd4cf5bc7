export {
  aggregate,
  RELAY_GRACE_MS,
  type AggregateFields,
  type RelayTrigger,
  type Written,
} from './aggregate.ts';
export { Batches, KeyedBatches, type BatchItem } from './batches.ts';
export { systemClock, type Clock } from './clock.ts';
export type { RetryPolicy } from './consumer-delivery.ts';
export type { DurableConsumer } from './durable-consumer.ts';
// A star export is required: otherwise domains cannot merge their events into DomainEvents of this package.
export * from './envelope.ts';
export type { EventTracing, TraceStep } from './event-tracing.ts';
export { EventVersions, type Upcaster } from './event-versions.ts';
export { newId } from './new-id.ts';
export { silentLogger, type Logger } from './logger.ts';
export type { ParkedEvent } from './parked-events.ts';
export { Relay, type RelayOptions } from './relay.ts';
export type { Change } from './aggregate-change.ts';
export { AggregateStore, type Decision, type Known, type NewAggregate } from './aggregate-store.ts';
export { AggregateNotFound, GuardRefused, VersionConflict } from './aggregate-store-errors.ts';
export type { TailListener } from './log-tail.ts';
export {
  BEGINNING,
  type Publication,
  type SequencedPublication,
  type StreamPosition,
} from './stream-entry.ts';
export { StreamLog, type Missed, type StreamLogOptions } from './stream-log.ts';
export { isDuplicateKey, isTransient } from './write-errors.ts';
export { retryTransientWrites } from './write-retries.ts';
