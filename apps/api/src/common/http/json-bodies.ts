import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';

const bodyLimit = 32 * 1024;

/** Accepts JSON bodies only, up to 32 KiB. */
export function readBodies(app: NestExpressApplication): void {
  app.use(onlyJson);
  app.useBodyParser('json', { limit: bodyLimit, type: isJson });
}

const isJson = (request: IncomingMessage) =>
  /^application\/(json|[\w.-]+\+json)$/i.test(request.headers['content-type']?.split(';')[0]?.trim() ?? '');

function onlyJson(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && !isJson(request) && !request.path.startsWith('/socket.io/'))
    next(
      new Refusal(
        'unsupported_media_type',
        'The body must be JSON. Send it with the header Content-Type: application/json.',
      ),
    );
  else next();
}
