/*
 * The console's service worker: Angular's, which caches the app shell for offline use, behind two listeners of our own
 * that run first.
 */

/**
 * Only the app shell is cached. API answers always come from the server, because a cached order may be outdated. The
 * tracking page is for customers, who do not need the console offline.
 */
const notOurs = /^\/(api|docs|health|metrics|socket\.io|socket-admin|track)(\/|$)/;

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

/** A visible console rings itself: a notification for the same order would only confuse. */
self.addEventListener('push', (event) => {
  event.stopImmediatePropagation();
  event.waitUntil(announce(event.data));
});

async function announce(data) {
  const { title, ...options } = data.json().notification;
  const windows = await self.clients.matchAll({ type: 'window' });
  if (windows.some(({ visibilityState }) => visibilityState === 'visible')) return;
  await self.registration.showNotification(title, options);
}

/** An open console navigates itself: a newly loaded one could not ring before it is touched. */
self.addEventListener('notificationclick', (event) => {
  event.stopImmediatePropagation();
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? '/'));
});

async function open(url) {
  const [console] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!console) return self.clients.openWindow(url);
  console.postMessage({ type: 'passline:open', url });
  await console.focus();
}

importScripts('./ngsw-worker.js');
