import type { EventEnvelope } from './envelope.ts';

/** One timed step of a trace. It is recorded when it ends. */
export interface TraceStep {
  /** The W3C traceparent under which later steps continue; undefined outside of a trace. */
  readonly trace: string | undefined;
  /** Runs work of this step: what it writes belongs to the same trace. */
  run<T>(work: () => T): T;
  /** `error`: the cause of a failure; a string is its kind. */
  end(error?: unknown): void;
}

/** Records the way of an event through its write, the relay and the log. Without one, nothing is recorded. */
export interface EventTracing {
  /** Undefined outside of a trace. */
  write(kind: string): TraceStep | undefined;
  /** Continues the trace of the write. Without a trace, consumers run outside of any. */
  relay(envelope: EventEnvelope): TraceStep;
  /** One insert serves many traces: a step for each of them, by the trace that it continues. */
  append(traces: readonly string[]): ReadonlyMap<string, TraceStep>;
}

export const traced = (trace: string | undefined): { trace?: string } =>
  trace === undefined ? {} : { trace };
