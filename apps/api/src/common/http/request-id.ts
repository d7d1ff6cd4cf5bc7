import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const safe = /^[\w-]{8,64}$/;

/** Takes the client's X-Request-Id, so that both logs can be matched. An id that could forge a log line is replaced. */
export function requestId(request: IncomingMessage, response: ServerResponse): string {
  const received = request.headers['x-request-id'];
  const id = typeof received === 'string' && safe.test(received) ? received : randomUUID();
  response.setHeader('x-request-id', id);
  return id;
}
