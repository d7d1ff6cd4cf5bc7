import type { Attributes } from '@opentelemetry/api';
import type { EventEnvelope, EventTracing, TraceStep } from '@passline/event-log';
import type { Config } from '../../common/config/env.ts';
import { requestContext } from './request-context.ts';
import type { Spans, Step } from './spans.ts';
import { type ParentSpan, parseTraceparent } from './traceparent.ts';

/** A step that served several traces links at most this many others. */
const mostLinks = 32;

/**
 * Records what becomes of a request or command: its writes, the relay of their events, the log, and the delivery on every
 * node. Without an endpoint, and for what is not sampled, it creates nothing. Spans contain kinds, names, numbers and ids of
 * events, but no ids of people, paths, addresses or messages of errors, because they leave Passline.
 */
export class Tracing implements EventTracing {
  readonly #spans: Spans | null;
  readonly #sampler: NonNullable<Config['tracing']>['sampler'];

  private constructor(spans: Spans | null, sampler: NonNullable<Config['tracing']>['sampler']) {
    this.#spans = spans;
    this.#sampler = sampler;
  }

  static readonly off = new Tracing(null, { kind: 'always_off', ratio: 0 });

  static async open(settings: Config['tracing'], version: string): Promise<Tracing> {
    if (!settings) return Tracing.off;
    // Loaded only now, because most installations never use it.
    const { Spans } = await import('./spans.ts');
    return new Tracing(new Spans(settings, version), settings.sampler);
  }

  get isOn(): boolean {
    return this.#spans !== null;
  }

  /** The spans that were lost, because the receiver is away or too slow. */
  get dropped(): number {
    return this.#spans?.dropped ?? 0;
  }

  /** The trace of the current request, command or consumer. */
  get current(): string | undefined {
    return requestContext.getStore()?.step?.trace;
  }

  /** The first step of a request or command; undefined when its trace is not recorded. */
  begin(
    name: string,
    options: { attributes?: Attributes; traceparent?: string | undefined; requestId?: string } = {},
  ): Step | undefined {
    if (!this.#spans) return undefined;
    const parent = parseTraceparent(options.traceparent);
    if (!this.#samples(parent)) return undefined;
    return this.#spans.start(name, { ...options, kind: 'server', parent });
  }

  /** Continues a trace that was stored, with an event for example; undefined without one. */
  resume(
    trace: string | undefined,
    name: string,
    options: { attributes?: Attributes; kind?: 'internal' | 'client'; requestId?: string | undefined } = {},
  ): Step | undefined {
    const parent = this.#spans && parseTraceparent(trace);
    return parent ? this.#spans.start(name, { kind: 'internal', ...options, parent }) : undefined;
  }

  write(kind: string): TraceStep | undefined {
    return this.resume(this.current, `write ${kind}`);
  }

  relay({ id, type, trace, origin }: EventEnvelope): TraceStep {
    const attributes = { 'passline.event.id': id };
    return this.resume(trace, `relay ${type}`, { attributes, requestId: origin?.requestId }) ?? untraced;
  }

  append(traces: readonly string[]): ReadonlyMap<string, TraceStep> {
    const steps = new Map<string, TraceStep>();
    if (!this.#spans) return steps;
    const attributes = { 'passline.events': traces.length };
    const parents = new Map(traces.flatMap((trace) => pairOf(trace)));
    const first = [...parents.values()].slice(0, mostLinks);
    for (const [trace, parent] of parents) {
      const links = first.filter(({ traceId }) => traceId !== parent.traceId);
      steps.set(trace, this.#spans.start('append', { kind: 'internal', parent, attributes, links }));
    }
    return steps;
  }

  /** Exports what is left, but not for long: a receiver that hangs must not hold up a stop. */
  async stop(): Promise<void> {
    await this.#spans?.stop();
  }

  /**
   * With a `parentbased` sampler a caller can switch recording off for its own request, and never on. The decision is drawn:
   * derived from the trace id, as others do, callers could choose an id that is always recorded.
   */
  #samples(parent: ParentSpan | undefined): boolean {
    const { kind, ratio } = this.#sampler;
    if (parent && !parent.sampled && kind.startsWith('parentbased_')) return false;
    return Math.random() < ratio;
  }
}

const pairOf = (trace: string): [string, ParentSpan][] => {
  const parent = parseTraceparent(trace);
  return parent ? [[trace, parent]] : [];
};

/** What belongs to no trace runs outside of any, whichever request has started it. */
const untraced: TraceStep = {
  trace: undefined,
  run: (work) => requestContext.run({ ...requestContext.getStore(), step: undefined }, work),
  end: () => undefined,
};
