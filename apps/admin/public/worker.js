/*
 * The console's service worker: Angular's, which caches the app shell for offline use, behind listeners of our own that
 * run first.
 */

/**
 * Only the app shell is cached. API answers always come from the server, because a cached order may be outdated. The
 * pages of customers and couriers are not the console's.
 */
const notOurs = /^\/(api|docs|health|metrics|socket\.io|socket-admin|track|r|courier|password)(\/|$)/;

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || notOurs.test(pathname)) {
    event.stopImmediatePropagation();
    return;
  }
  const answer = event.respondWith.bind(event);
  event.respondWith = (response) =>
    answer(Promise.resolve(response).then((it) => orCached(event.request, it)));
});

/**
 * When the network fails during an update check, Angular's worker answers 504 to every new page until it restarts,
 * although its cache is still good.
 */
async function orCached(request, response) {
  if (response.status !== 504) return response;
  const cached = await caches.match(request.mode === 'navigate' ? '/index.html' : request);
  return cached ?? response;
}

/** A console that has been in the background for long does not answer until it has the focus. */
self.isOwnPage = ({ url }) => !notOurs.test(new URL(url).pathname);

importScripts('./push-worker.js');
importScripts('./ngsw-worker.js');
