import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls } from '@passline/contracts';
import { asyncApi } from '../../apps/api/src/common/documentation/asyncapi.ts';
import { openApi } from '../../apps/api/src/common/documentation/openapi.ts';
import { type AsyncApi, compareAsyncApi } from './asyncapi.ts';
import { Changes } from './changes.ts';
import { compareOpenApi, type OpenApi } from './openapi.ts';

/** What a server of one version serves at /docs/openapi.json and /docs/asyncapi.json. */
export interface Documents {
  openapi: OpenApi;
  asyncapi: AsyncApi;
}

/** The documents of the last release are here. */
export const released = 'docs/api';

export function documentsOfContract(version: string): Documents {
  // Through JSON, because what is undefined is not in a document.
  return JSON.parse(
    JSON.stringify({ openapi: openApi(calls, version), asyncapi: asyncApi(version) }),
  ) as Documents;
}

export function readDocuments(folder: string): Documents {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return { openapi: read('openapi.json') as OpenApi, asyncapi: read('asyncapi.json') as AsyncApi };
}

export function writeDocuments(folder: string, documents: Documents): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, document] of Object.entries(documents))
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(document, null, 1)}\n`);
}

export function compareDocuments(before: Documents, after: Documents): Changes {
  const changes = new Changes();
  compareOpenApi(before.openapi, after.openapi, changes);
  compareAsyncApi(before.asyncapi, after.asyncapi, changes);
  return changes;
}
