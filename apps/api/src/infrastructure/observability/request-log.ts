import type { NextFunction, Request, Response } from 'express';
import type { Level, Logger } from 'pino';
import { requestId } from '../../common/http/request-id.ts';
import { requestContext } from '../tracing/request-context.ts';
import { beginRequest, endRequest } from '../tracing/request-trace.ts';
import { Tracing } from '../tracing/tracing.ts';

const probes = /^\/(health|metrics)/;

/**
 * Begins the trace of a request, and logs one line per request, with method and path but no query or body, because these
 * may contain personal data. It makes no logger for each request, as pino-http does, because that costs more CPU time than
 * all other middleware together.
 */
export const requestLogger =
  (logger: Logger, tracing = Tracing.off) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const began = Date.now();
    const id = requestId(request, response);
    request.id = id;
    const step = beginRequest(tracing, request, id);
    const write = (failure?: Error) => {
      for (const event of ['finish', 'close', 'error']) response.off(event, write);
      const isRecorded = step !== undefined && endRequest(step, request, response);
      const level = levelOf(request, response, failure);
      if (level !== null && logger.isLevelEnabled(level))
        logger[level](
          {
            requestId: id,
            ...(isRecorded && { traceId: request.traceId }),
            ...lineOf(request, response, failure),
            responseTime: Date.now() - began,
          },
          `${request.method} ${response.statusCode}`,
        );
    };
    // `close` without `finish`: the client left before the answer was sent.
    for (const event of ['finish', 'close', 'error']) response.on(event, write);
    if (step) step.run(next);
    else requestContext.run({ requestId: id }, next);
  };

function levelOf(request: Request, { statusCode }: Response, failure?: Error): Level | null {
  if (request.problem === 'overloaded') return 'warn';
  if (failure || statusCode >= 500) return 'error';
  return probes.test(request.url) ? null : 'info';
}

function lineOf({ method, originalUrl, caller, problem }: Request, response: Response, failure?: Error) {
  const { statusCode } = response;
  const err =
    failure ??
    response.err ??
    (statusCode >= 500 ? new Error(`failed with status code ${statusCode}`) : undefined);
  return {
    req: { method, path: pathOf(originalUrl) },
    res: { statusCode },
    ...(err && { err }),
    ...(caller && { userId: caller.id }),
    ...(problem && { problem }),
  };
}

/** The path without its query, and without the token of a tracking link: readers of the log must not be able to use it. */
const pathOf = (url: string) =>
  url
    .split('?')[0]
    ?.replace(/(\/track\/).+/, '$1…')
    .slice(0, 300);
