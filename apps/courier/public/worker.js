/*
 * The service worker of the courier's pages: Angular's, which keeps the app shell, so that a reload in a tunnel shows
 * the delivery that is kept on the telephone, behind listeners of our own that run first. It is asked for addresses
 * below /courier/ only.
 */
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  // Answers of the API always come from the server.
  if (origin !== self.location.origin || !pathname.startsWith('/courier')) {
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
  const cached = await caches.match(request.mode === 'navigate' ? '/courier/index.html' : request);
  return cached ?? response;
}

self.isOwnPage = ({ url }) => new URL(url).pathname.startsWith('/courier');

importScripts('./push-worker.js');
importScripts('./ngsw-worker.js');
