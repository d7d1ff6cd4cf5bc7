import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import compression from 'compression';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { type FramedBy, allowFrames } from './framing.ts';
import { PreloadLinks } from './preload-links.ts';

/** Paths of the server. They never get an index page, even when a browser navigates there. */
const serverPaths = /^\/(api|docs|health|metrics|socket\.io|socket-admin)(\/|$)/;
/** Tracking links are excluded, because their token contains dots like a file name. */
const file = /^(?!\/track\/).*\.\w+$/;
/** The customer's and the courier's pages. All other pages belong to the console. */
const storefrontPaths = /^\/((r|track)\/.|password$)/;
const courierPaths = /^\/courier(\/|$)/;
/** Files with a content hash in their name never change, so browsers may cache them forever. */
const hashed = /-[\w-]{8,}\.(js|css|woff2?|svg|png|webp|ico|json)$/i;
/** Modules that only a page or another module imports. Workers have other names. */
const pageModule = /^(chunk|main)-[\w-]{8,}\.js$/;
/**
 * Headers that browsers obey for pages and workers only. They are 700 bytes with each of the 45 modules of a page where
 * nothing compresses headers, a fifth of what the console's board loads.
 */
const pageHeaders = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
];

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

/** The folders of the built apps. */
interface BuiltPages {
  console: string;
  storefront: string;
  courier: string;
}

/** Serves the built apps, and the index page of each for every route of it, so that reloads and deep links work. */
export function servePages(app: NestExpressApplication, built: BuiltPages, framedBy: FramedBy): void {
  serveApp(app, built.storefront, '/storefront/', (path) => storefrontPaths.test(path), framedBy);
  // Its files and its service worker are below that address, and so are all addresses of its pages.
  app.use('/courier', (request: Request, response: Response, next: NextFunction) => {
    if (request.originalUrl === '/courier') response.redirect(301, '/courier/');
    else next();
  });
  serveApp(app, built.courier, '/courier/', (path) => courierPaths.test(path), noFrames);
  const isConsole = (path: string) => !storefrontPaths.test(path) && !courierPaths.test(path);
  serveApp(app, built.console, '/', isConsole, noFrames);
}

const noFrames: FramedBy = () => Promise.resolve([]);

/** `prefix` is the address of the files, `hasPage` says for which addresses the index page is sent. */
function serveApp(
  app: NestExpressApplication,
  folder: string,
  prefix: string,
  hasPage: (path: string) => boolean,
  framedBy: FramedBy,
): void {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return;
  app.useStaticAssets(folder, {
    prefix,
    index: false,
    redirect: false,
    setHeaders: (response: Response, path: string) => {
      const name = basename(path);
      response.setHeader(
        'cache-control',
        hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      if (pageModule.test(name)) for (const header of pageHeaders) response.removeHeader(header);
      // The files of an app are in its folder, but its worker serves pages at other addresses.
      if (name === 'push-worker.js') response.setHeader('service-worker-allowed', '/');
    },
  });
  const preload = new PreloadLinks(join(folder, '../page-files.json'), prefix);
  app.use(async (request: Request, response: Response, next: NextFunction) => {
    if (!isNavigation(request) || !hasPage(request.path)) {
      next();
      return;
    }
    const link = preload.of(request.path);
    if (link) response.setHeader('link', link);
    allowFrames(response, await framedBy(request.path));
    // Always whole where sites may differ: with a 304 a browser would keep the earlier policy.
    const mayRevalidate = framedBy === noFrames;
    response.setHeader('cache-control', 'no-cache').sendFile(index, {
      cacheControl: false,
      etag: mayRevalidate,
      lastModified: mayRevalidate,
    });
  });
}

export const isNavigation = (request: Pick<Request, 'method' | 'path' | 'headers'>): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  !serverPaths.test(request.path) &&
  !file.test(request.path) &&
  // The root answers every client. Other paths need an Accept header with HTML, so that API clients get a 404.
  (request.path === '/' || (request.headers.accept ?? '').includes('text/html'));
