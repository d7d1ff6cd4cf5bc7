import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type ServiceEvent, calls } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';
import { asyncApi } from './asyncapi.ts';
import { eventsPage } from './events-page.ts';
import { openApi } from './openapi.ts';
import { problemsPage, referencePage, referenceScript } from './html-pages.ts';

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/**
 * Serves Swagger UI and the pages under /docs, which are generated from the contract. A page is generated at its first
 * request, so that it does not delay the start. The events that services register may change at any time.
 */
export function serveDocumentation(
  app: NestExpressApplication,
  version: string,
  serviceEvents: () => Promise<readonly ServiceEvent[]>,
): void {
  const pages: Record<string, [type: string, content: () => string | Promise<string>]> = {
    '/docs': ['html', () => referencePage],
    '/docs/reference.js': ['js', () => referenceScript],
    '/docs/openapi.json': ['json', once(() => JSON.stringify(openApi(calls, version)))],
    '/docs/problems': ['html', () => problemsPage],
    '/docs/events': ['html', async () => eventsPage(await serviceEvents())],
    '/docs/asyncapi.json': ['json', async () => JSON.stringify(asyncApi(version, await serviceEvents()))],
  };
  app.useStaticAssets(swaggerUi, { prefix: '/docs/ui', index: false, redirect: false, maxAge: '1h' });
  app.use(async (request: Request, response: Response, next: NextFunction) => {
    const page = pages[request.path.replace(/(?<=.)\/$/, '')];
    if (!page || (request.method !== 'GET' && request.method !== 'HEAD')) next();
    else
      response
        .setHeader('cache-control', 'no-cache')
        .type(page[0])
        .send(await page[1]());
  });
}

function once(create: () => string): () => string {
  let content: string | undefined;
  return () => (content ??= create());
}
