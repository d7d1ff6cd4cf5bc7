import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import compression from 'compression';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { PageHints } from './page-hints.ts';

/** Addresses that are not the console's to answer, even if a browser navigates there. */
const ours = /^\/(api|docs|health|metrics|socket\.io|socket-admin)(\/|$)/;
/** A tracking link ends in a token, which has dots in it as a file's name has. */
const file = /^(?!\/track\/).*\.\w+$/;
/** The build puts a hash of its content into the name of what may be kept for ever. */
const hashed = /-[\w-]{8,}\.(js|css|woff2?|svg|png|webp|ico|json)$/i;

/**
 * For files and pages alone. An answer of the API is small, and may hold what its caller sent next to what is secret:
 * its length after compression would give the latter away.
 */
export function compressPages(app: NestExpressApplication): void {
  const compress = compression();
  app.use((request: Request, response: Response, next: NextFunction) =>
    notPages.test(request.path) ? next() : compress(request, response, next),
  );
}
const notPages = /^\/(api|health|metrics|socket\.io)(\/|$)/;

/** Serves the built console, and its index for every page of it, so that a reload or a link works. */
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
  const hints = new PageHints(folder, readFileSync(index, 'utf8'));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isNavigation(request)) {
      next();
      return;
    }
    const link = hints.of(request.path);
    if (link) response.setHeader('link', link);
    response.setHeader('cache-control', 'no-cache').sendFile(index, { cacheControl: false });
  });
  return true;
}

export const isNavigation = (request: Pick<Request, 'method' | 'path' | 'headers'>): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  !ours.test(request.path) &&
  !file.test(request.path) &&
  // The front door is open to whoever knocks; behind it, only to who asks for a page.
  (request.path === '/' || (request.headers.accept ?? '').includes('text/html'));
