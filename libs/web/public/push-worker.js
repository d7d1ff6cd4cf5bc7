/*
 * Shows push messages, and opens their page on a click. A page registers this file as its service worker, or its own worker
 * imports it. It answers no requests, so it never serves an old page. Pages answer by `answerPushWorker` of libs/web. `isOwnPath`: which addresses a worker that imports
 * this file has pages at.
 */

const scope = new URL(self.registration.scope).pathname;
/** A page answers at once, unless it hangs or is frozen. */
const answerMs = 300;

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** True if the page says yes. Pages of other apps, and of this app without this part, do not answer. */
function ask(page, question) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    setTimeout(resolve, answerMs, false);
    port1.onmessage = ({ data }) => resolve(data === true);
    page.postMessage({ ...question, scope }, [port2]);
  }).finally(() => port1.close());
}

/** The first page that says yes, the one that was used last before others. */
async function firstOf(pages, question) {
  const answers = await Promise.all(pages.map((page) => ask(page, question)));
  return pages[answers.indexOf(true)];
}

self.addEventListener('push', (event) => {
  event.stopImmediatePropagation();
  event.waitUntil(announce(event.data));
});

/** A visible page that shows the order needs no notification: that would only confuse. */
async function announce(data) {
  const { title, ...options } = data.json().notification;
  const visible = (await windows()).filter(({ visibilityState }) => visibilityState === 'visible');
  if (await firstOf(visible, { type: 'passline:shows', orderId: options.data?.orderId })) return;
  await self.registration.showNotification(title, options);
}

self.addEventListener('notificationclick', (event) => {
  event.stopImmediatePropagation();
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? scope));
});

/** A page that was in the background for long does not answer until it has the focus. */
const isOwn = ({ url }) => self.isOwnPath?.(new URL(url).pathname) ?? false;

/** An open page navigates itself. */
async function open(url) {
  const pages = await windows();
  const page = (await firstOf(pages, { type: 'passline:takes' })) ?? pages.find(isOwn);
  if (!page) return self.clients.openWindow(url);
  page.postMessage({ type: 'passline:open', scope, url });
  await page.focus();
}
