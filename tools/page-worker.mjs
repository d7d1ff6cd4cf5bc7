/**
 * Copies the shared service worker beside the built files of an app. `ng build` takes assets only from the folder of the
 * app. Run in that folder, after the build.
 */
import { copyFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const worker = 'push-worker.js';
copyFileSync(
  new URL(`../libs/web/public/${worker}`, import.meta.url),
  new URL(`dist/browser/${worker}`, pathToFileURL(`${process.cwd()}/`)),
);
