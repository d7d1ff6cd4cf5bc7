/**
 * Makes the built package whole: copies what it uses of the other libraries beside it, and points the imports there, so
 * that an app outside of this repository needs no package of the workspace.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('dist', import.meta.url));
const libs = fileURLToPath(new URL('..', import.meta.url));
const own = /(from |import\()(['"])(@passline\/([a-z-]+)(\/[a-z-]+)?|\.{1,2}\/[^'"]+)\2/g;
const { dependencies } = createRequire(import.meta.url)('./package.json');

/** The built file of a library that an import of it means. */
function builtFile(lib, subpath = '') {
  const { exports } = JSON.parse(readFileSync(join(libs, lib, 'package.json'), 'utf8'));
  const entry = exports[`.${subpath}`];
  if (!entry) throw new Error(`@passline/${lib}${subpath} is not exported`);
  return { js: entry.default, types: entry.types };
}

const done = new Set();

/** `file` is relative to `dist`: the library, then the path in its own build. */
function take(file) {
  if (done.has(file)) return;
  done.add(file);
  const target = join(dist, file);
  const [lib, ...path] = file.split('/');
  if (lib !== 'client') {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(libs, lib, 'dist', ...path), target);
  }
  const isTypes = file.endsWith('.d.ts');
  const text = readFileSync(target, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '');
  const next = text.replace(own, (_, keyword, quote, specifier, name, subpath) => {
    if (name) {
      const built = builtFile(name, subpath)[isTypes ? 'types' : 'js'].replace('./dist', name);
      take(built);
      const path = relative(dirname(file), built).replace(/\.d\.ts$/, '.js');
      return `${keyword}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
    }
    // Declarations keep the ending of their source.
    const path = specifier.replace(/\.ts$/, '.js');
    take(join(dirname(file), isTypes ? path.replace(/\.js$/, '.d.ts') : path));
    return `${keyword}${quote}${path}${quote}`;
  });
  for (const [, name] of next.matchAll(/(?:from |import\()['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/g))
    if (!(name in dependencies))
      throw new Error(`${file} imports ${name}, which the package does not depend on`);
  writeFileSync(target, next);
}

for (const other of readdirSync(dist)) if (other !== 'client') rmSync(join(dist, other), { recursive: true });
take('client/index.js');
take('client/index.d.ts');
