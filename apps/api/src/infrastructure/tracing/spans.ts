import { setTimeout as pause } from 'node:timers/promises';
import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Config } from '../../common/config/env.ts';
import type { TraceStep } from '@passline/event-log';
import { requestContext } from './request-context.ts';
import { type ParentSpan, traceparentOf } from './traceparent.ts';

const log = new Logger('Tracing');

/** Finished spans in memory, those being exported included. Further ones are dropped. */
const mostWaiting = 4_096;
const exportEveryMs = 1_000;
const exportTimeoutMs = 10_000;
const stopWithinMs = 2_000;

/** A context of ours or of a caller, as the SDK wants it. */
const contextOf = ({ traceId, spanId }: ParentSpan) => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

interface NewSpan {
  kind: keyof typeof kinds;
  parent: ParentSpan | undefined;
  attributes?: Attributes | undefined;
  links?: readonly ParentSpan[];
  requestId?: string | undefined;
}

const kinds = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };

/** Creates and exports spans. Only this file loads OpenTelemetry's SDK. */
export class Spans {
  readonly #queue: SpanQueue;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ endpoint, headers, serviceName }: NonNullable<Config['tracing']>, version: string) {
    const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
    this.#queue = new SpanQueue(new OTLPTraceExporter({ url, headers, timeoutMillis: exportTimeoutMs }));
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': serviceName,
        'service.version': version,
        'service.instance.id': `${hostname()}-${process.pid}`,
      }),
      // Tracing decides before it creates a span.
      sampler: new AlwaysOnSampler(),
      spanProcessors: [this.#queue],
    });
    this.#tracer = this.#provider.getTracer('passline', version);
  }

  get dropped(): number {
    return this.#queue.dropped;
  }

  start(name: string, { kind, parent, attributes = {}, links = [], requestId }: NewSpan): Step {
    const span = this.#tracer.startSpan(
      name,
      { kind: kinds[kind], attributes, links: links.map((link) => ({ context: contextOf(link) })) },
      parent ? trace.setSpanContext(ROOT_CONTEXT, contextOf(parent)) : ROOT_CONTEXT,
    );
    return new Step(span, requestId);
  }

  async stop(): Promise<void> {
    // The queue has counted and logged what was not exported.
    const stopped = this.#provider.shutdown().then(
      () => true,
      () => true,
    );
    if (!(await Promise.race([stopped, pause(stopWithinMs, false, { ref: false })])))
      log.warn({ withinMs: stopWithinMs, msg: 'the last spans were not exported in time' });
  }
}

/** One span. */
export class Step implements TraceStep {
  readonly trace: string;
  readonly #span: Span;
  readonly #requestId: string | undefined;

  constructor(span: Span, requestId?: string) {
    this.trace = traceparentOf(span.spanContext());
    this.#span = span;
    this.#requestId = requestId;
  }

  run<T>(work: () => T): T {
    return requestContext.run({ requestId: this.#requestId, step: this }, work);
  }

  describe(attributes: Attributes, name?: string): void {
    this.#span.setAttributes(attributes);
    if (name !== undefined) this.#span.updateName(name);
  }

  /** The message of an error may contain personal data, so only its kind is recorded. */
  end(error?: unknown): void {
    if (error !== undefined) {
      this.#span.setAttribute('error.type', typeof error === 'string' ? error : kindOf(error));
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

const kindOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);

type Exported = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** Exports in batches, one after the other, and counts what is lost: the receiver must never hold up what is traced. */
class SpanQueue implements SpanProcessor {
  readonly #batches: BatchSpanProcessor;
  #waiting = 0;
  #isLosing = false;
  dropped = 0;

  constructor(exporter: SpanExporter) {
    this.#batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) =>
          exporter.export(spans, (result) => {
            this.#exported(spans.length, result);
            done(result);
          }),
        shutdown: () => exporter.shutdown(),
      },
      maxQueueSize: mostWaiting,
      scheduledDelayMillis: exportEveryMs,
    });
  }

  onStart(): void {
    // Only finished spans are exported.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#waiting >= mostWaiting) {
      this.#lose(1, `more than ${mostWaiting} spans wait for the receiver`);
      return;
    }
    this.#waiting += 1;
    this.#batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#batches.shutdown();
  }

  #exported(count: number, { error }: Exported): void {
    this.#waiting -= count;
    if (error) {
      this.#lose(count, error.message);
      return;
    }
    if (this.#isLosing) log.log({ dropped: this.dropped, msg: 'spans are exported again' });
    this.#isLosing = false;
  }

  /** One line per outage: the metric has the number. */
  #lose(count: number, reason: string): void {
    this.dropped += count;
    if (!this.#isLosing) log.warn({ reason, msg: 'spans are lost; what they describe goes on' });
    this.#isLosing = true;
  }
}
