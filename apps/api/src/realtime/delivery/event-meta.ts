import type { Meta } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';
import { traceIdOf } from '../../infrastructure/tracing/traceparent.ts';

/** What is sent with an event: its positions in the streams through which it is received, and the id of its trace. */
export function metaOf(
  { id, at, streams, epoch, trace }: SequencedPublication,
  receivedBy: readonly string[],
): Meta {
  const positions: Meta['streams'] = {};
  for (const name of receivedBy) {
    const seq = streams[name];
    if (seq !== undefined) positions[name] = { seq, epoch };
  }
  const meta: Meta = { id, at: at.toISOString(), streams: positions };
  if (trace !== undefined) meta.traceId = traceIdOf(trace);
  return meta;
}
