import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import type { NextFunction, Request, Response } from 'express';
import type { Config } from '../config/env.ts';

/** Answers under these paths are current and often personal, so neither proxies nor browsers may cache them. */
const uncached = /^\/(api|health|metrics)(\/|$)/i;

/** Allows scripts from this server only. Inline styles are allowed, because Angular and Swagger UI write them. */
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
      // In development there is usually no TLS, and HSTS would lock the browser out of http://localhost.
      strictTransportSecurity: config.production ? { maxAge: 15_552_000 } : false,
    }),
  );
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (uncached.test(request.path)) response.setHeader('cache-control', 'no-store');
    next();
  });
  if (config.corsOrigins.length === 0) return;
  app.enableCors({
    origin: config.corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // Some clients, such as Socket.IO's, always send credentials. The only cookie lasts for
    // a sign-in with the identity provider, and browsers do not send it for pages of other sites. So this exposes nothing.
    credentials: true,
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'traceparent', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
}

/** The origins of map tiles in the form of the policy: `{s}` becomes `*`. A path needs no entry, as it is our own origin. */
export const tileOrigins = (tileUrl = ''): string[] =>
  (/^https?:\/\/[^/]+/.exec(tileUrl) ?? []).map((origin) => origin.replace('{s}', '*'));
