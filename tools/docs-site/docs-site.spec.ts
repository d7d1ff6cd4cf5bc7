import {
  appendFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import MiniSearch from 'minisearch';
import { buildSite } from './site.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'passline-docs-site-'));
const site = join(folder, 'site');
const read = (path: string) => readFileSync(join(site, path), 'utf8');
const files = () => globSync('**/*.*', { cwd: site });
const pages = () => files().filter((path) => path.endsWith('.html'));
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!);

beforeAll(() => buildSite(root, site));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the site', () => {
  test('has every page of docs/', () => {
    const sources = globSync(['docs/*.md', 'docs/decisions/*.md'], { cwd: root });
    expect(sources.length).toBeGreaterThan(15);
    expect(
      sources.filter((path) => !existsSync(join(site, path.replace(/^docs\//, '').replace(/md$/, 'html')))),
    ).toEqual([]);
  });

  test('links only to pages and sections that exist', () => {
    const ids = new Map(pages().map((path) => [path, new Set(matches(read(path), / id="([^"]+)"/g))]));
    const broken = pages().flatMap((path) =>
      matches(read(path), /<a [^>]*href="([^"]+)"/g).filter((href) => {
        if (/^(https?|mailto):/.test(href)) return false;
        const [target = '', anchor] = href.split('#');
        const to = target === '' ? path : posix.join(posix.dirname(path), target);
        return !existsSync(join(site, to)) || (anchor !== undefined && !ids.get(to)?.has(anchor));
      }),
    );
    expect(broken).toEqual([]);
  });

  test('loads nothing but its own files', () => {
    for (const path of pages()) {
      const html = read(path);
      const loaded = [...matches(html, / src="([^"]*)"/g), ...matches(html, /<link [^>]*href="([^"]*)"/g)];
      expect(loaded.length).toBeGreaterThan(4);
      expect(loaded.filter((it) => !existsSync(join(site, posix.dirname(path), it)))).toEqual([]);
      expect(html).toContain(
        `http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'`,
      );
      // What the policy would not let through.
      expect(html).not.toMatch(/<[^>]* (style|on\w+)=|<style|<script>|<iframe|<base/);
    }
    for (const path of files().filter((it) => it.endsWith('.css')))
      expect(read(path)).not.toMatch(/url\(|@import/);
    // A map of MiniSearch has a method `fetch`.
    for (const path of ['assets/site.js', 'assets/theme.js', 'assets/minisearch.js'])
      expect(read(path)).not.toMatch(
        /(?<![.`] ?)\bfetch\((?!key, initial)|XMLHttpRequest|\bimport\(|sendBeacon|WebSocket|EventSource/,
      );
  });

  test('finds a section by its text and by the beginning of a word', () => {
    const [, json = ''] = /^window\.passlineSearch\((.*)\);\n$/s.exec(read('assets/search-index.js')) ?? [];
    const { options, index } = JSON.parse(json);
    const search = MiniSearch.loadJS(index, options);
    const addresses = (query: string) =>
      search.search(query, { prefix: true, combineWith: 'AND' }).map(({ address }) => String(address));
    expect(addresses('operator forgotten passw')).toContain(
      'operations.html#when-the-only-operator-has-forgotten-the-password',
    );
    expect(addresses('placeOrder')).toContain('rest.html#POST-api-v1-orders');
    expect(addresses('ORDERS_PER_MINUTE')).toContain('configuration.html#limits-of-one-account');
    expect(addresses('order:cancelled')).toContain('events.html#order:cancelled');
  });
});

describe('a build fails on', () => {
  const copy = join(folder, 'copy');
  beforeAll(() => {
    cpSync(join(root, 'docs'), join(copy, 'docs'), { recursive: true });
    for (const name of ['apps', 'libs', 'deploy', ...globSync('*.{md,json,yml}', { cwd: root }), 'LICENSE'])
      symlinkSync(join(root, name), join(copy, name));
  });

  test.each<[what: string, page: string, text: string, message: string]>([
    [
      'a link to a file that is not there',
      'docs/privacy.md',
      '[x](nowhere.md)',
      'docs/privacy.md: there is no docs/nowhere.md.',
    ],
    [
      'a link to a section that is not there',
      'docs/privacy.md',
      '[x](operations.md#nowhere)',
      'docs/privacy.md: operations.html has no section #nowhere.',
    ],
    [
      'a picture that is not there',
      'docs/privacy.md',
      '![x](pictures/none.png)',
      'docs/privacy.md: the picture pictures/none.png is not in docs/pictures.',
    ],
    [
      'a picture from elsewhere',
      'docs/privacy.md',
      '<img src="https://example.com/x.png" alt="" />',
      'docs/privacy.md: the picture https://example.com/x.png is not',
    ],
    [
      'a page without a place in the navigation',
      'docs/new.md',
      '# New',
      'has no place in the navigation for docs/new.md.',
    ],
  ])('%s', (_, page, text, message) => {
    const path = join(copy, page);
    const before = existsSync(path) ? readFileSync(path) : null;
    appendFileSync(path, `\n\n${text}\n`);
    try {
      expect(() => buildSite(copy, join(folder, 'failed'))).toThrow(message);
      expect(existsSync(join(folder, 'failed'))).toBe(false);
    } finally {
      rmSync(path);
      if (before) appendFileSync(path, before);
    }
  });
});
