/*
 * The service worker of the courier's pages. It keeps the app shell, so that a reload in a tunnel shows the delivery that
 * is kept on the telephone, and is asked for addresses below /courier/ only.
 */
self.shell = '/courier/index.html';
self.isOwnPath = (path) => path.startsWith('/courier');

importScripts('./shell-worker.js');
importScripts('./push-worker.js');
importScripts('./ngsw-worker.js');
