import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceStep } from '@passline/event-log';
import { traceIdOf } from './traceparent.ts';

/** The request or command that the running code serves. */
interface RequestContext {
  requestId?: string | undefined;
  /** The step of its trace that is under way, if the trace is recorded. */
  step?: TraceStep | undefined;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Adds the ids of the current request to every log line that it causes. */
export function ofThisRequest(): { requestId?: string; traceId?: string } {
  const { requestId, step } = requestContext.getStore() ?? {};
  return {
    ...(requestId !== undefined && { requestId }),
    ...(step?.trace !== undefined && { traceId: traceIdOf(step.trace) }),
  };
}
