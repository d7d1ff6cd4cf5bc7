import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Call, Refusal, calls, fullPath } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';
import { mediaTypeOf } from './media-type.ts';

const bodyLimit = 32 * 1024;

/**
 * Accepts JSON bodies only, up to 32 KiB. The few calls that take a file read it themselves, after the access guard, so
 * that no stranger can fill the memory.
 */
export function readBodies(app: NestExpressApplication): void {
  app.use(checkType);
  app.useBodyParser('json', {
    limit: bodyLimit,
    type: (request) => isJson(request) && !takesFile(request as Request),
  });
}

const fileCalls = Object.values<Call>(calls).flatMap((call) =>
  call.bytes
    ? { method: call.method, path: new RegExp(`^${fullPath(call).replaceAll(/:\w+/g, '[^/]+')}/?$`) }
    : [],
);
const takesFile = (request: Request): boolean =>
  fileCalls.some(({ method, path }) => method === request.method && path.test(request.path));

const isJson = (request: IncomingMessage) => /^application\/(json|[\w.-]+\+json)$/.test(mediaTypeOf(request));

function checkType(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !isJson(request) && !takesFile(request) && !request.path.startsWith('/socket.io/'))
    next(
      new Refusal(
        'unsupported_media_type',
        'The body must be JSON. Send it with the header Content-Type: application/json.',
      ),
    );
  else next();
}
