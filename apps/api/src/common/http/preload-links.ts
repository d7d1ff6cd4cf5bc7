import { existsSync, readFileSync } from 'node:fs';
import { calls, fullPath } from '@passline/contracts';

/** Written by the build of each app. */
interface PageFiles {
  styles: string;
  /** The scripts of each page, by its route. */
  pages: Record<string, string[]>;
}

/** The request that a page sends first, by the page's address. */
const firstRequests = [
  { page: /^\/track\/([\w.-]+)$/, path: (token: string) => fullPath(calls.track).replace(':token', token) },
  {
    page: /^\/r\/([\w-]+)$/,
    path: (slug: string) => fullPath(calls.getStorefront).replace(':slug', slug),
  },
];
const pageAt = (route: string) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);

/**
 * The files that a browser should load together with a page. Without these links it discovers them one
 * after the other, and each costs a round trip on a mobile network. The customer's pages also preload their first
 * request. Without the build's file there are no links to scripts and styles.
 */
export class PreloadLinks {
  readonly #pages: { at: RegExp; links: string[] }[];

  /** `prefix` is the address of the build's files. */
  constructor(file: string, prefix = '/') {
    const { styles, pages } = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as PageFiles)
      : { styles: '', pages: {} };
    this.#pages = Object.entries(pages).map(([route, scripts]) => ({
      at: pageAt(route),
      links: [
        // The stylesheet comes first: a browser loads about six files at a time and renders nothing without it.
        `<${prefix}${styles}>; rel=preload; as=style`,
        ...scripts.map((script) => `<${prefix}${script}>; rel=modulepreload`),
      ],
    }));
  }

  /** The value of a `Link` header. */
  of(path: string): string | undefined {
    const page = this.#pages.find(({ at }) => at.test(path))?.links ?? [];
    const requests = firstRequests.flatMap(({ page: at, path: request }) => {
      const [, name] = at.exec(path) ?? [];
      return name === undefined ? [] : `<${request(name)}>; rel=preload; as=fetch; crossorigin`;
    });
    return [...page, ...requests].join(', ') || undefined;
  }
}
