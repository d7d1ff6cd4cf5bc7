/*
 * Keeps the app shell of one version with Angular's service worker. A worker of a page sets `isOwnPath` and `shell`, the
 * page that every navigation loads, and imports this file before Angular's, so that its listeners run first.
 */
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  // Answers of the API always come from the server, because a cached order may be outdated.
  if (origin !== self.location.origin || !self.isOwnPath(pathname)) {
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
  const cached = await caches.match(request.mode === 'navigate' ? self.shell : request);
  return cached ?? response;
}
