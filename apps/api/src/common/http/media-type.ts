import type { IncomingMessage } from 'node:http';

/** What the client says of its body, without parameters; empty if it says nothing. */
export const mediaTypeOf = (request: IncomingMessage): string =>
  request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
