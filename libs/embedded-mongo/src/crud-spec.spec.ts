import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelVersion } from './commands/handshake.ts';
import { startLocalEngine, type RunningEngine } from './index.ts';
import { readSpecFiles } from './testing/unified.ts';

const root = resolve(import.meta.dirname, '../../..');
const directory = process.env['PASSLINE_MONGODB_SPEC'] ?? resolve(root, '../shared/mongodb-spec/crud');

/** What the engine rejects by name in these files: views, updates by pipeline and the command bulkWrite. */
const rejected = new Set([
  'estimatedDocumentCount works correctly on views',
  'findOneAndUpdate with string comment',
  'findOneAndUpdate with document comment',
  'inserting _id with type null via clientBulkWrite',
  'BulkWrite updateOne with sort option',
]);
const reasonOf = ({ message, cause }: Error): string => `${message} ${String(cause)}`;
const isRejected = (file: string, test: string): boolean =>
  rejected.has(test) || file.endsWith('-pipeline.json');

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
          if (isRejected(file.name, test.name))
            expect(await test.run(engine.uri).then(() => 'no error', reasonOf)).toMatch('not supported');
          else await test.run(engine.uri);
        });
      });
  });
} else {
  it.skip(`MongoDB CRUD specification: no files at ${directory} (set PASSLINE_MONGODB_SPEC)`, () =>
    undefined);
}
