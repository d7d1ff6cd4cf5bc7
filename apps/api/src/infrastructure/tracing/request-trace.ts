import { apiPrefix } from '@passline/contracts';
import type { Request, Response } from 'express';
import type { Step } from './spans.ts';
import type { Tracing } from './tracing.ts';
import { traceIdOf } from './traceparent.ts';

/** Only calls of the API are traced: pages and probes write nothing. */
export function beginRequest(tracing: Tracing, request: Request, requestId: string): Step | undefined {
  if (!tracing.isOn || !request.url.startsWith(`${apiPrefix}/`)) return undefined;
  const { traceparent } = request.headers;
  const step = tracing.begin(request.method, {
    attributes: { 'http.request.method': request.method },
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    requestId,
  });
  if (step) request.traceId = traceIdOf(step.trace);
  return step;
}

/**
 * Names the route and not the path, which contains ids and the tokens of tracking links. False, and nothing is recorded, for
 * a request that reached no route: a flood that is refused before must not fill the receiver.
 */
export function endRequest(step: Step, request: Request, { statusCode }: Response): boolean {
  const { path } = (request.route ?? {}) as { path?: unknown };
  if (typeof path !== 'string') return false;
  const attributes = { 'http.route': path, 'http.response.status_code': statusCode };
  const { problem } = request;
  step.describe(
    problem === undefined ? attributes : { ...attributes, 'passline.problem': problem },
    `${request.method} ${path}`,
  );
  step.end(statusCode >= 500 ? String(statusCode) : undefined);
  return true;
}
