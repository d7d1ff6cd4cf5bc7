/* The console's service worker: it keeps the app shell for offline use. */
self.shell = '/index.html';

/** Only the app shell is cached; the pages of customers and couriers are not the console's. */
const notOurs = /^\/(api|docs|health|metrics|socket\.io|socket-admin|track|r|courier|password)(\/|$)/;
self.isOwnPath = (path) => !notOurs.test(path);

importScripts('./shell-worker.js');
importScripts('./push-worker.js');
importScripts('./ngsw-worker.js');
