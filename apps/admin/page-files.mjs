/**
 * Writes dist/page-files.json from the statistics of `ng build`: the files that each page opened from outside loads, in
 * the order in which the browser should load them. The server sends them as preload hints.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Pages that are opened by address, without a session: their first view must be fast on a slow line. */
const pages = {
  '/sign-in': 'src/app/features/sign-in/sign-in-page.ts',
  '/track/:token': 'src/app/features/tracking/tracking-page.ts',
};

const dist = new URL('dist/', import.meta.url);
const statsFile = new URL('browser-stats.json', dist);
const { outputs } = JSON.parse(readFileSync(statsFile, 'utf8'));
const index = readFileSync(new URL('browser/index.html', dist), 'utf8');

const fileOf = (entryPoint) => {
  const found = Object.keys(outputs).find((file) => outputs[file].entryPoint === entryPoint);
  if (!found) throw new Error(`page-files: the build has no file for ${entryPoint}`);
  return found;
};

/** The file and all that it imports, without what the index itself loads. */
function modulesOf(entryPoint) {
  const files = new Set([fileOf(entryPoint)]);
  for (const file of files)
    for (const { path, kind, external } of outputs[file].imports)
      if (kind === 'import-statement' && !external) files.add(path);
  return [...files].filter((file) => !index.includes(`"${file}"`));
}

const manifest = {
  styles: fileOf('angular:styles/global:styles'),
  pages: Object.fromEntries(Object.entries(pages).map(([path, entry]) => [path, modulesOf(entry)])),
};
writeFileSync(new URL('page-files.json', dist), JSON.stringify(manifest));
rmSync(statsFile);
