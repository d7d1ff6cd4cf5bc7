import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from './testing/server.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** What the `commit-msg` hook says about a message; null when it lets it through. */
async function refusal(message: string): Promise<string | null> {
  const file = join(temporaryDirectory(), 'COMMIT_EDITMSG');
  writeFileSync(file, message);
  return promisify(execFile)(process.execPath, [join(root, 'tools/commit-message.mjs'), file]).then(
    () => null,
    (error: unknown) => {
      const { code, stderr } = error as { code: number; stderr: string };
      return code === 1 ? stderr : `exit code ${code}`;
    },
  );
}

const body = '\n\nA client does not retry by itself after a CONNECT_ERROR.\n';

describe('a commit message', () => {
  test.each([
    ['of the usual form', `fix(realtime): close a socket whose queue is full${body}`],
    ['without a scope', `docs: one page per decision${body}`],
    ['of exactly 72 characters', `fix(api): ${'x'.repeat(62)}${body}`],
    [
      'with a breaking change and comments of Git',
      `feat(api)!: orders have a number${body}# Please enter…\n`,
    ],
    ['of a merge', "Merge branch 'main' into orders\n"],
  ])('%s passes', async (_, message) => {
    expect(await refusal(message)).toBeNull();
  });

  test.each([
    ['a subject without a type', `close a socket${body}`, 'type(scope): what'],
    ['a type that is none', `change(api): close a socket${body}`, 'type(scope): what'],
    ['a subject of 73 characters', `fix(api): ${'x'.repeat(63)}${body}`, '73 characters, 72 are allowed'],
    ['no empty second line', 'fix(api): close a socket\nwhose queue is full\n', 'second line must be empty'],
    ['no body', 'fix(api): close a socket\n', 'say why'],
    ['only comments for a body', 'fix(api): close a socket\n\n# On branch main\n', 'say why'],
  ])('with %s is rejected', async (_, message, reason) => {
    expect(await refusal(message)).toContain(reason);
  });
});

describe('the layout in docs/architecture.md', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const lines = (/## The layout\n\n```\n(.*?)```/s.exec(page)?.[1] ?? '').trimEnd().split('\n');
  // A line without indentation names a folder; indented lines name what is in it.
  const named = new Map<string, string[]>();
  for (const line of lines) {
    const path = line.trim().split(/\s/)[0]!;
    if (line.startsWith(' ')) [...named.values()].at(-1)!.push(path.replace(/\/$/, ''));
    else named.set(path, []);
  }

  test('names folders that exist', () => {
    expect(named.size).toBeGreaterThan(5);
    const paths = [...named].flatMap(([folder, content]) => [
      folder,
      ...content.map((path) => folder + path),
    ]);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test.each(['apps/api/src/', 'apps/admin/src/app/', 'apps/storefront/src/app/', 'apps/courier/src/app/'])(
    'names every folder of %s',
    (folder) => {
      const folders = readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
      expect(folders.filter((name) => !named.get(folder)?.includes(name))).toEqual([]);
    },
  );

  test('names every project', () => {
    const projects = ['apps', 'libs'].flatMap((group) =>
      readdirSync(join(root, group)).map((name) => `${group}/${name}/`),
    );
    const isNamed = (project: string) => [...named.keys()].some((folder) => folder.startsWith(project));
    expect(projects.filter((project) => !isNamed(project))).toEqual([]);
  });
});

describe('the modules in docs/architecture.md', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const table = /\| module +\| uses.*?\n\n/s.exec(page)?.[0] ?? '';
  const rows = [...table.matchAll(/^\| ([a-z-]+) +\| ([a-z, -]+?) +\|$/gm)].slice(2);

  test('use each other as the table says', () => {
    const modules = join(root, 'apps/api/src/modules');
    const used = readdirSync(modules)
      .sort()
      .map((name): [string, string] => {
        const texts = readdirSync(join(modules, name), { recursive: true, encoding: 'utf8' })
          .filter((file) => /(?<!\.spec)\.ts$/.test(file))
          .map((file) => readFileSync(join(modules, name, file), 'utf8'));
        const others = texts.flatMap((text) => [
          ...text.matchAll(/from '\.\.\/([a-z-]+)\/(?!.*\.events\.ts')/g),
        ]);
        return [name, [...new Set(others.map(([, other]) => other))].sort().join(', ')];
      });
    expect(rows.map(([, name, uses]) => [name, uses])).toEqual(used.filter(([, uses]) => uses !== ''));
  });
});
