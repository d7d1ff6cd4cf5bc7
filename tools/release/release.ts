import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNamed, type Unreleased, unreleasedOf } from '../api-check/changelog.ts';
import {
  compareDocuments,
  type Documents,
  documentsOfContract,
  readDocuments,
  released,
  writeDocuments,
} from '../api-check/documents.ts';

export interface Release {
  root: string;
  version: string;
  /** The version of package.json. */
  from: string;
  /** Why it cannot be released; empty if it can. */
  problems: string[];
  unreleased: Unreleased | null;
  documents: Documents;
  /** The sentences of the breaks since the last release. */
  breaks: string[];
  packages: string[];
}

const lockFile = 'package-lock.json';

/** Looks at everything and changes nothing. */
export function planRelease(root: string, version: string): Release {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const { version: from } = JSON.parse(read('package.json')) as { version: string };
  const unreleased = unreleasedOf(read('CHANGELOG.md'));
  const documents = documentsOfContract(version);
  const breaks = compareDocuments(readDocuments(join(root, released)), documents)
    .of('breaking')
    .map(({ sentence }) => sentence);
  const packages = globSync(['package.json', 'apps/*/package.json', 'libs/*/package.json'], { cwd: root })
    .filter((path) => 'version' in (JSON.parse(read(path)) as object))
    .sort();
  const problems = [
    ...problemsOfTree(root, version),
    ...problemsOfVersion(root, from, version, breaks.length + (unreleased?.breaking.length ?? 0) > 0),
    ...problemsOfChangelog(unreleased, breaks),
  ];
  return { root, version, from, problems, unreleased, documents, breaks, packages };
}

function problemsOfTree(root: string, version: string): string[] {
  const branch = git(root, 'branch', '--show-current');
  const changed = git(root, 'status', '--porcelain').split('\n').filter(Boolean);
  return [
    ...(branch === 'main' ? [] : [`The branch is ${branch || 'none'}; a release is made on main.`]),
    ...(changed.length > 0
      ? [
          `The tree is not clean: ${changed.length} changed or unknown files, such as ${changed[0]?.slice(3) ?? ''}.`,
        ]
      : []),
    ...(git(root, 'tag', '--list', `v${version}`) ? [`The tag v${version} exists.`] : []),
  ];
}

/** "A breaking change raises the first number that is not 0." The first release may have the version of package.json. */
function problemsOfVersion(root: string, from: string, version: string, hasBreaks: boolean): string[] {
  const [major, minor, patch] = from.split('.').map(Number) as [number, number, number];
  const steps = [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}.0`, `${major + 1}.0.0`];
  const isFirst = git(root, 'tag', '--list', 'v*') === '';
  const allowed = [...(isFirst ? [from] : []), ...(hasBreaks ? steps.slice(major === 0 ? 1 : 2) : steps)];
  if (allowed.includes(version)) return [];
  const why = hasBreaks && steps.includes(version) ? ', because the API has breaks' : '';
  return [`${version} cannot follow ${from}${why}. Use one of: ${allowed.join(', ')}.`];
}

function problemsOfChangelog(unreleased: Unreleased | null, breaks: string[]): string[] {
  if (!unreleased) return ['CHANGELOG.md has no part "## Unreleased".'];
  if (unreleased.body.trim() === '') return ['The unreleased part of CHANGELOG.md is empty.'];
  return breaks
    .filter((sentence) => !isNamed(sentence, unreleased.breaking))
    .map((sentence) => `CHANGELOG.md does not name a break under "### Breaking": ${sentence}`);
}

/** Writes, commits and tags. If that fails, the files are as before. It never pushes. */
export function makeRelease(release: Release, today: string): void {
  const { root, version, problems, unreleased, documents, packages } = release;
  if (problems.length > 0 || !unreleased) throw new Error(problems.join('\n'));
  try {
    for (const path of packages)
      edit(root, path, (text) => text.replace(/^( {2}"version": )"[^"]+"/m, `$1"${version}"`));
    edit(root, lockFile, (text) => withVersion(text, version));
    edit(root, 'CHANGELOG.md', (text) =>
      text.replace(unreleased.heading, () => `## Unreleased\n\n## ${version} (${today})`),
    );
    writeDocuments(join(root, released), documents);
    git(root, 'add', '--', ...packages, lockFile, 'CHANGELOG.md', released);
    git(root, 'commit', '--quiet', '-m', `chore(release): ${version}`, '-m', bodyOf(release));
  } catch (error) {
    git(root, 'reset', '--quiet', '--hard');
    throw error;
  }
  git(root, 'tag', '--annotate', `v${version}`, '-m', `Passline ${version}`);
}

const bodyOf = ({ version, breaks }: Release): string =>
  `The changelog, the versions of the packages and the documents of the API,\nwith which the next changes are compared, are those of ${version}.` +
  (breaks.length > 0 ? `\n\nIt breaks the API in ${breaks.length} places; see the changelog.` : '');

function edit(root: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8')));
}

/** The lock file repeats the versions of our own packages. */
function withVersion(text: string, version: string): string {
  const lock = JSON.parse(text) as { version: string; packages: Record<string, { version?: string }> };
  lock.version = version;
  for (const [path, it] of Object.entries(lock.packages))
    if (!path.startsWith('node_modules/') && it.version !== undefined) it.version = version;
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
