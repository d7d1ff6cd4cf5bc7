import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelVersion } from './commands/handshake.ts';
import { startLocalEngine, type RunningEngine } from './index.ts';
import { readSpecFiles } from './testing/unified.ts';

const root = resolve(import.meta.dirname, '../../..');
const directory = process.env['PASSLINE_MONGODB_SPEC'] ?? resolve(root, '../shared/mongodb-spec/crud');

/** The only feature in these files that the engine rejects by name. */
const usesViews = new Set(['estimatedDocumentCount works correctly on views']);

if (existsSync(directory)) {
  describe('MongoDB CRUD specification', () => {
    let engine: RunningEngine;
    beforeAll(async () => {
      engine = await startLocalEngine({ path: ':memory:', testCommands: true });
    });
    afterAll(() => engine.close());

    const files = readSpecFiles(directory, modelVersion);
    it('has its 52 files', () => expect(files).toHaveLength(52));

    for (const file of files)
      describe(file.name, () => {
        // The specification skips the test for a server of this version.
        const fitting = file.tests.filter(({ skip }) => skip === null);
        it.each(fitting.map((test) => [test.name, test] as const))('%s', async (_name, test) => {
          if (usesViews.has(test.name))
            await expect(test.run(engine.uri)).rejects.toMatchObject({ code: 115 });
          else await test.run(engine.uri);
        });
      });
  });
} else {
  it.skip(`MongoDB CRUD specification: no files at ${directory} (set PASSLINE_MONGODB_SPEC)`, () =>
    undefined);
}
