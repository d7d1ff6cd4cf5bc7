import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './server.ts';
import { tool } from './tool.ts';

interface Manifest {
  oneMoment: boolean;
  secrets: { name: string }[];
  collections: { name: string; count: number; sha256: string; indexes: { name: string }[] }[];
}

/** The files of a backup by name. Reads the tar without the code that wrote it, so that a fault of that code shows. */
export function filesOf(file: string): Map<string, Buffer> {
  const tar = gunzipSync(readFileSync(file));
  const found = new Map<string, Buffer>();
  for (let at = 0; tar[at] !== 0;) {
    const name = tar.toString('utf8', at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    found.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

const manifestIn = (file: string): Manifest =>
  JSON.parse(filesOf(file).get('manifest.json')!.toString()) as Manifest;

/** The collections of a backup, without `rate_limits`: its entries expire within seconds, so two backups of one store may differ. */
export const collectionsOf = (file: string): Manifest['collections'] =>
  manifestIn(file).collections.filter(({ name }) => name !== 'rate_limits');

/** The collections of a store with their hashes, read from a new backup. */
export async function storedCollections(env: Record<string, string>): Promise<Manifest['collections']> {
  const file = join(temporaryDirectory(), 'contents.tar.gz');
  await tool('backup', ['--to', file], env);
  return collectionsOf(file);
}
