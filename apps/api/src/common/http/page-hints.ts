import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls, fullPath } from '@passline/contracts';

const stylesheet = /href="(styles-[\w-]+\.css)"/;
const main = /src="(main-[\w-]+\.js)"/;
const lazyPage = /path:[`"']([\w/:-]+)[`"'][^{}]*?import\([`"']\.\/([\w-]+\.js)[`"']\)/g;
const staticImport = /(?:from|import)[`"']\.\/([\w-]+\.js)[`"']/g;
const trackingPage = /^\/track\/([\w.-]+)$/;

const pageAt = (path: string) => new RegExp(`^/${path.replace(/:\w+/g, '[^/]+')}$`);

/**
 * Sends preload hints with each page of the console. Without them the browser discovers the files of a page one after
 * the other, and each costs a round trip on a mobile network. Pages and files are read from the built console; a build
 * that cannot be parsed is served without hints.
 */
export class PageHints {
  readonly #pages: { at: RegExp; links: string[] }[];

  constructor(folder: string, index: string) {
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    // The stylesheet comes first: a browser loads about six files at a time and renders nothing without it.
    const styles = stylesheet.exec(index)?.[1];
    const first = styles ? [`</${styles}>; rel=preload; as=style`] : [];
    const entry = main.exec(index)?.[1];
    const pages = entry ? [...read(entry).matchAll(lazyPage)] : [];
    this.#pages = pages.map(([, path = '', file = '']) => {
      const files = new Set([file]);
      for (const each of files)
        for (const [, found = ''] of read(each).matchAll(staticImport))
          if (existsSync(join(folder, found))) files.add(found);
      // The index itself preloads the files that every page needs.
      const modules = [...files].filter((each) => !index.includes(`"${each}"`));
      return {
        at: pageAt(path),
        links: [...first, ...modules.map((each) => `</${each}>; rel=modulepreload`)],
      };
    });
  }

  /** The value of a `Link` header. */
  of(path: string): string | undefined {
    const page = this.#pages.find(({ at }) => at.test(path))?.links ?? [];
    const token = trackingPage.exec(path)?.[1];
    const order = token
      ? [`<${fullPath(calls.track).replace(':token', token)}>; rel=preload; as=fetch; crossorigin`]
      : [];
    return [...page, ...order].join(', ') || undefined;
  }
}
