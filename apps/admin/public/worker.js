/*
 * The console's service worker: Angular's, which keeps the shell of the console for when there is no network, behind
 * two listeners of our own that come first.
 */

/**
 * Only the shell is ever kept. What is said by the server is asked of the server, as if there were no worker: an answer
 * from a cache would be an order that somebody has moved meanwhile. A tracking link belongs to a customer, who has no
 * use for a console.
 */
const notOurs = /^\/(api|docs|health|metrics|socket\.io|socket-admin|track)(\/|$)/;

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || notOurs.test(pathname)) {
    event.stopImmediatePropagation();
    return;
  }
  const answer = event.respondWith.bind(event);
  event.respondWith = (response) => answer(Promise.resolve(response).then((it) => orKept(event.request, it)));
});

/**
 * A network that goes in the middle of a look for a new version leaves Angular's worker refusing every new page, until
 * it is restarted. What it has kept is good all the same.
 */
async function orKept(request, response) {
  if (response.status !== 504) return response;
  const kept = await caches.match(request.mode === 'navigate' ? '/index.html' : request);
  return kept ?? response;
}

/** Who has the console before their eyes hears its bell: a second voice for the same order only confuses. */
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

/** The console that is open already goes to the order by itself: loaded anew, it might not ring before it is touched. */
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
