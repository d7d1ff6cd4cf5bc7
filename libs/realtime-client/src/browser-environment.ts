import { defer, fromEvent, map, merge, NEVER, of, type Observable } from 'rxjs';

interface EventSource {
  addEventListener(type: string, listener: (event: unknown) => void): void;
  removeEventListener(type: string, listener: (event: unknown) => void): void;
}
const browser = globalThis as unknown as {
  window?: EventSource;
  document?: EventSource & { visibilityState: string };
};

/** The browser's online and offline events. Never emits outside browsers. */
export const browserOnline: Observable<boolean> = defer(() =>
  browser.window
    ? merge(
        fromEvent(browser.window, 'online').pipe(map(() => true)),
        fromEvent(browser.window, 'offline').pipe(map(() => false)),
      )
    : NEVER,
);

export const pageVisible: Observable<boolean> = defer(() => {
  const page = browser.document;
  return page
    ? fromEvent(page, 'visibilitychange').pipe(map(() => page.visibilityState === 'visible'))
    : of(true);
});
