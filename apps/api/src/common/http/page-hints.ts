import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calls, fullPath } from '@passline/contracts';

const look = /href="(styles-[\w-]+\.css)"/;
const main = /src="(main-[\w-]+\.js)"/;
const lazyPage = /path:[`"']([\w/:-]+)[`"'][^{}]*?import\([`"']\.\/([\w-]+\.js)[`"']\)/g;
const needed = /(?:from|import)[`"']\.\/([\w-]+\.js)[`"']/g;
const trackingPage = /^\/track\/([\w.-]+)$/;

const pageAt = (path: string) => new RegExp(`^/${path.replace(/:\w+/g, '[^/]+')}$`);

/**
 * What a page of the console is going to ask for, told together with the page: on a telephone's line each thing that is
 * only found out later costs a way there and back. The pages are those that the built console names; one that cannot
 * be read is served without a word about what it needs.
 */
export class PageHints {
  readonly #pages: { at: RegExp; links: string[] }[];

  constructor(folder: string, index: string) {
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    // First of all: a browser asks for six things at a time, and draws nothing without this one.
    const styles = look.exec(index)?.[1];
    const first = styles ? [`</${styles}>; rel=preload; as=style`] : [];
    const entry = main.exec(index)?.[1];
    const pages = entry ? [...read(entry).matchAll(lazyPage)] : [];
    this.#pages = pages.map(([, path = '', file = '']) => {
      const files = new Set([file]);
      for (const each of files)
        for (const [, found = ''] of read(each).matchAll(needed))
          if (existsSync(join(folder, found))) files.add(found);
      // What every page needs stands in the page itself.
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
