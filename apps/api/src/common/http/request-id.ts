import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const sane = /^[\w-]{8,64}$/;

/** A caller may bring its own id to find the request in both logs; one that could forge a log line is replaced. */
export function requestId(request: IncomingMessage, response: ServerResponse): string {
  const brought = request.headers['x-request-id'];
  const id = typeof brought === 'string' && sane.test(brought) ? brought : randomUUID();
  response.setHeader('x-request-id', id);
  return id;
}
