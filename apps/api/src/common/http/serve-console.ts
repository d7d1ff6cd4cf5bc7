import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import compression from 'compression';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { PreloadLinks } from './preload-links.ts';

/** Paths of the server. They never get the console's index page, even when a browser navigates there. */
const serverPaths = /^\/(api|docs|health|metrics|socket\.io|socket-admin)(\/|$)/;
/** Tracking links are excluded, because their token contains dots like a file name. */
const file = /^(?!\/track\/).*\.\w+$/;
/** Files with a content hash in their name never change, so browsers may cache them forever. */
const hashed = /-[\w-]{8,}\.(js|css|woff2?|svg|png|webp|ico|json)$/i;

/**
 * Compresses files and pages, but no API answers. An answer can contain the caller's input next to a secret, and then its
 * compressed length reveals the secret (BREACH).
 */
export function compressPages(app: NestExpressApplication): void {
  const compress = compression();
  app.use((request: Request, response: Response, next: NextFunction) =>
    notPages.test(request.path) ? next() : compress(request, response, next),
  );
}
const notPages = /^\/(api|health|metrics|socket\.io)(\/|$)/;

/** Serves the built console, and its index page for every route of it, so that reloads and deep links work. */
export function serveConsole(app: NestExpressApplication, folder: string): boolean {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return false;
  app.useStaticAssets(folder, {
    index: false,
    redirect: false,
    setHeaders: (response: Response, path: string) =>
      response.setHeader(
        'cache-control',
        hashed.test(basename(path)) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  const preload = new PreloadLinks(join(folder, '../page-files.json'));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isNavigation(request)) {
      next();
      return;
    }
    const link = preload.of(request.path);
    if (link) response.setHeader('link', link);
    response.setHeader('cache-control', 'no-cache').sendFile(index, { cacheControl: false });
  });
  return true;
}

export const isNavigation = (request: Pick<Request, 'method' | 'path' | 'headers'>): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  !serverPaths.test(request.path) &&
  !file.test(request.path) &&
  // The root answers every client. Other paths need an Accept header with HTML, so that API clients get a 404.
  (request.path === '/' || (request.headers.accept ?? '').includes('text/html'));
