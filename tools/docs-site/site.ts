import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problems } from '@passline/contracts';
import MiniSearch from 'minisearch';
import { documentsOfContract } from '../api-check/documents.ts';
import { escaped, render, type Rendered } from './markdown.ts';
import { sourcePages } from './pages.ts';
import { eventsPage, problemsPage, restPage, schemasPage } from './reference.ts';
import { type NavigationEntry, pageHtml, relativeTo } from './template.ts';

const assets = join(import.meta.dirname, 'assets');
const reference = 'Reference';

/** Builds the site of the repository at `root` into `target`. A broken link, anchor or picture is an error. */
export function buildSite(root: string, target: string): { pages: number; sections: number } {
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string })
    .version;
  const builder = new Builder(root);
  const documents = documentsOfContract(version);
  for (const { source, path, group, label } of builder.sources)
    builder.add(path, builder.rendered(source, path), group, label);
  builder.add('rest.html', restPage(documents.openapi), reference);
  builder.add('schemas.html', schemasPage(documents.openapi), reference);
  builder.add('events.html', eventsPage(documents.asyncapi), reference);
  builder.add('problems.html', problemsPage(problems), reference);
  builder.addFiles();
  builder.checkAnchors();

  rmSync(target, { recursive: true, force: true });
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  };
  for (const [path, { title, html, sections }] of builder.pages)
    write(path, pageHtml({ path, title, html, sections }, builder.groups));
  for (const [name, document] of Object.entries(documents))
    write(`${name}.json`, JSON.stringify(document, null, 1));
  write('assets/search-index.js', `window.passlineSearch(${JSON.stringify(builder.searchIndex())});\n`);
  for (const name of globSync('*', { cwd: assets }))
    write(`assets/${name}`, readFileSync(join(assets, name), 'utf8'));
  copyFileSync(join(root, 'apps/admin/public/icon.svg'), join(target, 'assets/icon.svg'));
  // Its module for browsers without a bundler; the package exports it to no importer.
  const miniSearch = join(dirname(fileURLToPath(import.meta.resolve('minisearch'))), '../umd/index.js');
  write('assets/minisearch.js', readFileSync(miniSearch, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  for (const picture of builder.pictures) {
    mkdirSync(dirname(join(target, picture)), { recursive: true });
    copyFileSync(join(root, 'docs', picture), join(target, picture));
  }
  return { pages: builder.pages.size, sections: builder.sectionCount };
}

class Builder {
  readonly pages = new Map<string, Rendered>();
  readonly navigation: NavigationEntry[] = [];
  readonly pictures = new Set<string>();
  readonly sources;
  /** Files of the repository that pages link to: each becomes a page. */
  readonly #files = new Set<string>();
  /** Links that are checked when all pages are known. */
  readonly #anchors: { from: string; path: string; anchor: string }[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.sources = sourcePages(root);
  }

  add(path: string, rendered: Rendered, group: string, label = rendered.title): void {
    this.pages.set(path, rendered);
    this.navigation.push({ path, label, group });
  }

  rendered(source: string, path: string): Rendered {
    const text = readFileSync(join(this.#root, source), 'utf8');
    return render(text, (address, kind) =>
      kind === 'picture' ? this.#picture(source, path, address) : this.#link(source, path, address),
    );
  }

  #picture(source: string, path: string, address: string): string {
    const file = posix.join(posix.dirname(source), address);
    if (!file.startsWith('docs/pictures/') || !existsSync(join(this.#root, file)))
      throw new Error(`${source}: the picture ${address} is not in docs/pictures.`);
    const picture = file.slice('docs/'.length);
    this.pictures.add(picture);
    return relativeTo(path, picture);
  }

  #link(source: string, path: string, address: string): string | null {
    if (/^(https?|mailto):/.test(address)) return address;
    const [target = '', anchor] = address.split('#');
    const file = target === '' ? source : posix.join(posix.dirname(source), target).replace(/\/$/, '');
    const to = this.#pageOf(source, file);
    if (to === null) return null;
    if (anchor !== undefined) this.#anchors.push({ from: source, path: to, anchor });
    return (to === path ? '' : relativeTo(path, to)) + (anchor === undefined ? '' : `#${anchor}`);
  }

  /** The page that shows a file or folder of the repository; null if none does. */
  #pageOf(source: string, file: string): string | null {
    const page = this.sources.find((it) => it.source === file || it.source === `${file}/README.md`);
    if (page) return page.path;
    if (!existsSync(join(this.#root, file))) throw new Error(`${source}: there is no ${file}.`);
    if (statSync(join(this.#root, file)).isDirectory())
      return this.sources.find((it) => posix.dirname(it.source) === file)?.path ?? null;
    this.#files.add(file);
    return `files/${file}.html`;
  }

  addFiles(): void {
    for (const file of this.#files) {
      const text = readFileSync(join(this.#root, file), 'utf8');
      this.pages.set(`files/${file}.html`, {
        title: file,
        html: `<h1>${escaped(file)}</h1>\n<pre><code>${escaped(text)}</code></pre>`,
        sections: [],
        anchors: new Set(),
      });
    }
  }

  checkAnchors(): void {
    const broken = this.#anchors.filter(({ path, anchor }) => !this.pages.get(path)?.anchors.has(anchor));
    if (broken.length > 0)
      throw new Error(
        broken.map(({ from, path, anchor }) => `${from}: ${path} has no section #${anchor}.`).join('\n'),
      );
  }

  get sectionCount(): number {
    return [...this.pages.values()].reduce((sum, { sections }) => sum + sections.length, 0);
  }

  /** The groups in the order of the pages, and the reference behind those for developers. */
  get groups(): NavigationEntry[] {
    const isReference = ({ group }: NavigationEntry) => group === reference;
    const at = this.navigation.findIndex(({ group }) => group === 'Run it');
    const others = this.navigation.filter((it) => !isReference(it));
    return [...others.slice(0, at), ...this.navigation.filter(isReference), ...others.slice(at)];
  }

  /** One entry per section, so that a result leads to its place. */
  searchIndex(): { options: object; index: object } {
    const options = { fields: ['heading', 'text'], storeFields: ['page', 'heading', 'address', 'start'] };
    const index = new MiniSearch(options);
    for (const [path, { title, sections }] of this.pages)
      for (const [at, { anchor, heading, text, level }] of sections.entries())
        index.add({
          id: `${path}#${anchor}#${at}`,
          page: title,
          heading,
          text,
          start: text.trim().replaceAll(/\s+/g, ' ').slice(0, 140),
          address: level === 1 ? path : `${path}#${anchor}`,
        });
    return { options, index: index.toJSON() };
  }
}
