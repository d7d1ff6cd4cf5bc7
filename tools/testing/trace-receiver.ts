import { once } from 'node:events';
import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentId: string;
  attributes: Record<string, string | number>;
  /** The trace ids of its links. */
  links: string[];
  /** 2: failed. */
  status: number;
  /** The attributes of the process. */
  resource: Record<string, string | number>;
}

/** A receiver of OpenTelemetry's protocol, OTLP over HTTP with protobuf, which can refuse, hang and end. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** The headers of the last request. */
  headers: IncomingHttpHeaders = {};
  /** Everything that was received, as text. */
  text = '';
  behave: () => number | 'hang' = () => 200;
  readonly #hanging = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const answer = request.method === 'POST' && request.url === '/v1/traces' ? this.behave() : 404;
        if (answer === 'hang') {
          this.#hanging.add(response);
          return;
        }
        if (answer === 200) this.#accept(Buffer.concat(chunks), request.headers);
        response.writeHead(answer, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    // Refused for good, so that no exporter of the test's own process goes on trying.
    for (const response of this.#hanging) response.writeHead(400, { connection: 'close' }).end();
    this.#hanging.clear();
    this.#server?.close();
    this.#server?.closeIdleConnections();
    if (this.#server) await once(this.#server, 'close');
    this.#server = undefined;
  }

  of(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  #accept(body: Buffer, headers: IncomingHttpHeaders): void {
    this.headers = headers;
    this.text += body.toString('latin1');
    this.spans.push(...spansIn(body));
  }
}

/** The field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
function spansIn(body: Buffer): ReceivedSpan[] {
  return all(body, 1).flatMap((resourceSpans) => {
    const [owner = Buffer.alloc(0)] = all(resourceSpans, 1);
    const resource = attributesIn(all(owner, 1));
    return all(resourceSpans, 2)
      .flatMap((scopeSpans) => all(scopeSpans, 2))
      .map((span) => ({
        name: text(span, 5),
        kind: number(span, 6),
        traceId: hex(span, 1),
        spanId: hex(span, 2),
        parentId: hex(span, 4),
        attributes: attributesIn(all(span, 9)),
        links: all(span, 13).map((link) => hex(link, 1)),
        status: all(span, 15).map((status) => number(status, 3))[0] ?? 0,
        resource,
      }));
  });
}

const attributesIn = (pairs: readonly Buffer[]) =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [value = Buffer.alloc(0)] = all(pair, 2);
      const isText = fieldsOf(value).some(({ field }) => field === 1);
      return [text(pair, 1), isText ? text(value, 1) : number(value, 3)];
    }),
  );

const all = (message: Buffer, wanted: number): Buffer[] =>
  fieldsOf(message).flatMap(({ field, value }) =>
    field === wanted && Buffer.isBuffer(value) ? [value] : [],
  );
const text = (message: Buffer, field: number) => all(message, field)[0]?.toString() ?? '';
const hex = (message: Buffer, field: number) => all(message, field)[0]?.toString('hex') ?? '';
const number = (message: Buffer, wanted: number): number => {
  const value = fieldsOf(message).find(({ field }) => field === wanted)?.value;
  return typeof value === 'number' ? value : 0;
};

/** The fields of a protobuf message by its wire format, without a schema. */
function fieldsOf(message: Buffer): { field: number; value: Buffer | number }[] {
  const fields: { field: number; value: Buffer | number }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const bytes = (length: number): Buffer => message.subarray(at, (at += length));
  while (at < message.length) {
    const tag = varint();
    const [field, wireType] = [Math.floor(tag / 8), tag % 8];
    if (wireType === 0) fields.push({ field, value: varint() });
    else if (wireType === 1) fields.push({ field, value: bytes(8) });
    else if (wireType === 2) fields.push({ field, value: bytes(varint()) });
    else if (wireType === 5) fields.push({ field, value: bytes(4) });
    else throw new Error(`a field of wire type ${wireType} is not OTLP`);
  }
  return fields;
}
