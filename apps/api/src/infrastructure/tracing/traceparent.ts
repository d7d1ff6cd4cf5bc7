/** The context of a span, as W3C Trace Context defines it. */
export interface ParentSpan {
  traceId: string;
  spanId: string;
  sampled: boolean;
}

/** Versions after 00 may append fields. */
const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Undefined for a header that does not follow the specification: then a new trace begins. */
export function parseTraceparent(text: string | undefined): ParentSpan | undefined {
  const [, version, traceId, spanId, flags, more] = form.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined))
    return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags ?? '', 16) & 1) === 1 };
}

/** Only recorded spans are passed on, so the flag is always set. */
export const traceparentOf = ({ traceId, spanId }: { traceId: string; spanId: string }) =>
  `00-${traceId}-${spanId}-01`;

/** Of a traceparent of our own. */
export const traceIdOf = (traceparent: string) => traceparent.slice(3, 35);
