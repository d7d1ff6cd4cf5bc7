/**
 * `npm run api:check`: compares the contract with the documents of the last release and lists what changed. A break must
 * be named in CHANGELOG.md, under "Breaking". `npm run api:check -- FOLDER FOLDER` compares two releases; then every
 * break counts. `npm run api:baseline` writes the documents of the contract; a release does that.
 */
import { readFileSync } from 'node:fs';
import { isNamed, unreleasedOf } from './changelog.ts';
import type { Change } from './changes.ts';
import {
  compareDocuments,
  documentsOfContract,
  readDocuments,
  released,
  writeDocuments,
} from './documents.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const args = process.argv.slice(2);
if (args[0] === '--write' && args.length === 1) {
  writeDocuments(released, documentsOfContract(version));
  console.log(`${released} has the documents of ${version}.`);
} else if (args.length === 0) {
  const { breaking = [] } = unreleasedOf(readFileSync('CHANGELOG.md', 'utf8')) ?? {};
  check(released, undefined, breaking);
} else if (args.length === 2) check(args[0] ?? '', args[1], []);
else {
  console.error(
    'Usage: npm run api:check [-- FOLDER FOLDER], each with an openapi.json and an asyncapi.json.',
  );
  process.exitCode = 2;
}

function check(from: string, to: string | undefined, named: string[]): void {
  const before = readDocuments(from);
  const changes = compareDocuments(
    before,
    to === undefined ? documentsOfContract(version) : readDocuments(to),
  );
  const breaks = changes.of('breaking');
  const missing = breaks.filter(({ sentence }) => !isNamed(sentence, named));
  print('Compatible', changes.of('compatible'));
  print('Warnings: a careful client is not affected', changes.of('warning'));
  print(
    'Breaking, named in CHANGELOG.md',
    breaks.filter((it) => !missing.includes(it)),
  );
  print('Breaking', missing);
  if (missing.length === 0) {
    console.log(
      `The API has no ${named.length > 0 ? 'unnamed ' : ''}break since ${before.openapi.info.version} (${from}).`,
    );
    return;
  }
  if (to === undefined)
    console.error(
      'Undo these breaks, or name each in CHANGELOG.md: an item under "### Breaking" that begins with its sentence and says what a client does instead.',
    );
  process.exitCode = 1;
}

function print(title: string, changes: Change[]): void {
  if (changes.length === 0) return;
  console.log(`${title}:`);
  for (const { sentence, affects } of changes) {
    const others = affects.length > 3 ? ` and ${affects.length - 3} more` : '';
    const where = affects.length > 0 ? ` (${affects.slice(0, 3).join(', ')}${others})` : '';
    console.log(`- ${sentence}${where}`);
  }
  console.log();
}
