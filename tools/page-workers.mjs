/**
 * Copies the parts of service workers that pages share beside the built files of an app. `ng build` takes assets only from
 * the folder of the app. Run in that folder, after the build.
 */
import { cpSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

cpSync(
  new URL('../libs/web/public/', import.meta.url),
  new URL('dist/browser/', pathToFileURL(`${process.cwd()}/`)),
  { recursive: true },
);
