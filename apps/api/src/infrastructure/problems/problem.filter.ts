import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type Problem, problems } from '@passline/contracts';
import type { Request, Response } from 'express';
import { methodsOf } from '../../common/http/allowed-methods.ts';
import { problemOf } from './problem-of.ts';

/**
 * Answers every error of an HTTP route as problem+json. The detail of a 5xx never contains the original error; except for
 * `overloaded`, the log has that error under the request id. CommandFilter does the same for sockets.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const refusal = problemOf(error, { method: request.method, path: request.path });
    const { status, title } = problems[refusal.code];
    request.problem = refusal.code;
    // The request logger writes this error into the line of the request. An overload is no error, and logging it must be
    // cheap.
    if (status >= 500 && refusal.code !== 'overloaded') response.err = asError(refusal.cause ?? refusal);
    if (response.headersSent) {
      // Too late for an error answer: a closed connection at least does not look like a complete answer.
      response.destroy();
      return;
    }
    const retryAfter = refusal.retryAfter === undefined ? undefined : Math.ceil(refusal.retryAfter);
    const problem: Problem = {
      type: `/docs/problems#${refusal.code}`,
      title,
      status,
      code: refusal.code,
      detail: refusal.message,
      ...(refusal.errors && { errors: [...refusal.errors] }),
      ...(retryAfter !== undefined && { retryAfter }),
      ...(refusal.opensAt !== undefined && { opensAt: refusal.opensAt }),
      ...(refusal.ticket !== undefined && { ticket: refusal.ticket }),
      requestId: request.id as string,
    };
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    if (status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (status === 405) response.setHeader('allow', methodsOf(request.path).join(', '));
    response.setHeader('cache-control', 'no-store');
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(`a value that is not an Error was thrown: ${String(thrown)}`);
