import { existsSync, readFileSync } from 'node:fs';
import { calls, fullPath } from '@passline/contracts';

/** Written by the build of the console. */
interface PageFiles {
  styles: string;
  /** The scripts of each page, by its route. */
  pages: Record<string, string[]>;
}

const trackingPage = /^\/track\/([\w.-]+)$/;
const pageAt = (route: string) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`);

/**
 * The files that a browser should load together with a page of the console. Without these links it discovers them one
 * after the other, and each costs a round trip on a mobile network. Those of a tracking page also preload the request
 * for its order. Without the build's file there are no links to scripts and styles.
 */
export class PreloadLinks {
  readonly #pages: { at: RegExp; links: string[] }[];

  constructor(file: string) {
    const { styles, pages } = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as PageFiles)
      : { styles: '', pages: {} };
    this.#pages = Object.entries(pages).map(([route, scripts]) => ({
      at: pageAt(route),
      links: [
        // The stylesheet comes first: a browser loads about six files at a time and renders nothing without it.
        `</${styles}>; rel=preload; as=style`,
        ...scripts.map((script) => `</${script}>; rel=modulepreload`),
      ],
    }));
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
