import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { documentsOfContract, readDocuments, writeDocuments } from '../api-check/documents.ts';
import { makeRelease, planRelease } from './release.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'passline-release-'));
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
const commit = (what: string) => {
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '-m', what);
};

const sentence = '`GET /api/v1/ghosts`: the call was removed.';
const changelog = (unreleased: string) =>
  `# Changelog\n\n## Unreleased (next)\n\n${unreleased}\n\n## 0.0.1\n\nOld.\n`;

/** A repository with the files that a release reads and writes, at version 0.1.0. */
beforeAll(() => {
  const paths = globSync(['package.json', 'package-lock.json', '{apps,libs}/*/package.json'], { cwd: root });
  for (const path of paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  for (const path of paths.filter((it) => it.endsWith('package.json')))
    write(path, read(path).replace(/^( {2}"version": )"[^"]+"/m, '$1"0.1.0"'));
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  write('CHANGELOG.md', changelog('- A thing.'));
  writeDocuments(join(folder, 'docs/api'), documentsOfContract('0.1.0'));
  commit('Start');
  git('branch', 'start');
});
afterEach(() => {
  git('checkout', '--quiet', '--force', '-B', 'main', 'start');
  git('clean', '--quiet', '--force', '-d');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The last release had a call that the contract lacks. */
function breakTheApi() {
  const documents = readDocuments(join(folder, 'docs/api'));
  documents.openapi.paths['/api/v1/ghosts'] = { get: documents.openapi.paths['/api/v1/orders']!['get']! };
  writeDocuments(join(folder, 'docs/api'), documents);
}

describe('a release is refused', () => {
  test.each<[why: string, version: string, prepare: () => void, problem: string]>([
    [
      'on another branch',
      '0.2.0',
      () => git('checkout', '--quiet', '-b', 'other'),
      'The branch is other; a release is made on main.',
    ],
    [
      'with an unknown file',
      '0.2.0',
      () => write('new.txt', ''),
      'The tree is not clean: 1 changed or unknown files, such as new.txt.',
    ],
    [
      'with a step of two',
      '0.3.0',
      () => undefined,
      '0.3.0 cannot follow 0.1.0. Use one of: 0.1.0, 0.1.1, 0.2.0, 1.0.0.',
    ],
    [
      'with a lower version',
      '0.0.9',
      () => undefined,
      '0.0.9 cannot follow 0.1.0. Use one of: 0.1.0, 0.1.1, 0.2.0, 1.0.0.',
    ],
    [
      'without an unreleased part',
      '0.2.0',
      () => {
        write('CHANGELOG.md', '# Changelog\n');
        commit('None');
      },
      'CHANGELOG.md has no part "## Unreleased".',
    ],
    [
      'with nothing to release',
      '0.2.0',
      () => {
        write('CHANGELOG.md', changelog(''));
        commit('Empty');
      },
      'The unreleased part of CHANGELOG.md is empty.',
    ],
    [
      'with a break that is not named',
      '0.2.0',
      () => {
        breakTheApi();
        commit('Break');
      },
      `CHANGELOG.md does not name a break under "### Breaking": ${sentence}`,
    ],
    [
      'with a break and too small a step',
      '0.1.1',
      () => {
        breakTheApi();
        write('CHANGELOG.md', changelog(`### Breaking\n\n- ${sentence} Use orders.`));
        commit('Break');
      },
      '0.1.1 cannot follow 0.1.0, because the API has breaks. Use one of: 0.1.0, 0.2.0, 1.0.0.',
    ],
  ])('%s', (_, version, prepare, problem) => {
    prepare();
    const release = planRelease(folder, version);
    expect(release.problems).toEqual([problem]);
    const head = git('rev-parse', 'HEAD');
    expect(() => makeRelease(release, '2026-12-01')).toThrow(problem);
    expect([git('rev-parse', 'HEAD'), git('tag', '--list')]).toEqual([head, '']);
  });
});

test('a commit that a hook rejects leaves the files as they were', () => {
  const hook = join(folder, '.git/hooks/commit-msg');
  writeFileSync(hook, '#!/bin/sh\necho no >&2; exit 1\n', { mode: 0o755 });
  expect(() => makeRelease(planRelease(folder, '0.2.0'), '2026-12-01')).toThrow();
  rmSync(hook);
  expect([git('status', '--porcelain'), git('tag', '--list')]).toEqual(['', '']);
});

test('a release with a named break is one commit with a tag, and the next one starts from it', () => {
  breakTheApi();
  write('CHANGELOG.md', changelog(`### Breaking\n\n- ${sentence} Use orders.`));
  commit('Break');
  makeRelease(planRelease(folder, '0.2.0'), '2026-12-01');

  expect(git('status', '--porcelain')).toBe('');
  expect(git('describe', '--exact-match')).toBe('v0.2.0');
  write('.git/message', git('log', '-1', '--format=%B'));
  execFileSync(process.execPath, [join(root, 'tools/commit-message.mjs'), join(folder, '.git/message')]);
  expect(read('CHANGELOG.md')).toContain(
    `## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n### Breaking\n\n- ${sentence} Use orders.\n`,
  );
  const versions = globSync(['package.json', '{apps,libs}/*/package.json'], { cwd: folder }).map(
    (path) => (JSON.parse(read(path)) as { version: string }).version,
  );
  expect(versions.length).toBeGreaterThan(10);
  expect(new Set(versions)).toEqual(new Set(['0.2.0']));
  // Nothing but versions of our own packages changes in the lock file.
  const changed = git('diff', '--unified=0', 'HEAD~', '--', 'package-lock.json').match(/^\+ .*/gm);
  expect(new Set(changed!.map((line) => line.slice(1).trim()))).toEqual(new Set(['"version": "0.2.0",']));
  expect(readDocuments(join(folder, 'docs/api'))).toEqual(documentsOfContract('0.2.0'));

  expect(planRelease(folder, '0.2.0').problems).toContain('The tag v0.2.0 exists.');
  write('CHANGELOG.md', read('CHANGELOG.md').replace('## Unreleased\n', '## Unreleased\n\n- More.\n'));
  commit('More');
  expect(planRelease(folder, '0.2.1').problems).toEqual([]);
});
