import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import type { NextFunction, Request, Response } from 'express';
import type { Config } from '../config/env.ts';

/** What is said here is of this moment and often for one person alone: neither a proxy nor a browser may keep it. */
const answers = /^\/(api|health|metrics)(\/|$)/i;

/** Scripts only from our own files. Styles may be inline: Angular and Swagger UI write them as they go. */
export function secure(app: NestExpressApplication, config: Config): void {
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'self'"],
          'script-src': ["'self'"],
          'script-src-attr': ["'none'"],
          'style-src': ["'self'", "'unsafe-inline'"],
          'img-src': ["'self'", 'data:', 'blob:', ...tileOrigins(config.map?.tileUrl)],
          'font-src': ["'self'", 'data:'],
          'media-src': ["'self'", 'data:', 'blob:'],
          'connect-src': ["'self'"],
          'worker-src': ["'self'", 'blob:'],
          'manifest-src': ["'self'"],
          'object-src': ["'none'"],
          'base-uri': ["'self'"],
          'form-action': ["'self'"],
          'frame-ancestors': ["'none'"],
        },
      },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'same-origin' },
      // Whether there is TLS is known to whoever runs it in production, not here on a desk.
      strictTransportSecurity: config.production ? { maxAge: 15_552_000 } : false,
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (answers.test(request.path)) response.setHeader('cache-control', 'no-store');
    next();
  });
  if (config.corsOrigins.length === 0) return;
  app.enableCors({
    origin: config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // For clients that always ask for it, such as Socket.IO's. There is no cookie that it would send along.
    credentials: true,
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
}

/** Where map tiles come from, as the policy writes it: `{s}` stands for several hosts. A path is our own. */
export const tileOrigins = (tileUrl = ''): string[] =>
  (/^https?:\/\/[^/]+/.exec(tileUrl) ?? []).map((origin) => origin.replace('{s}', '*'));
