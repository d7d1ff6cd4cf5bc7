/**
 * Writes dist/page-files.json from the statistics of `ng build`: the files that each page opened from outside loads, in
 * the order in which the browser should load them. The server sends them as preload hints. Run in the folder of an app,
 * with the pages that are opened by address, as `route=file`: their first view must be fast on a slow line.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const pages = process.argv.slice(2).map((page) => page.split('='));

const dist = new URL('dist/', pathToFileURL(`${process.cwd()}/`));
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
  return [...files].filter((file) => !index.includes(`${file}"`));
}

const manifest = {
  styles: fileOf('angular:styles/global:styles'),
  pages: Object.fromEntries(pages.map(([route, entry]) => [route, modulesOf(entry)])),
};
writeFileSync(new URL('page-files.json', dist), JSON.stringify(manifest));
rmSync(statsFile);
