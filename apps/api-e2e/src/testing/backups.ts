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

/** A backup is a plain tar: read here without the code that wrote it. */
export function namesIn(file: string): Map<string, Buffer> {
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
  JSON.parse(namesIn(file).get('manifest.json')!.toString()) as Manifest;

/** What a backup holds, without the limits' buckets: those expire within seconds, so two looks at a store may differ by them. */
export const holdingsIn = (file: string): Manifest['collections'] =>
  manifestIn(file).collections.filter(({ name }) => name !== 'rate_limits');

/** What a store holds, by its hashes: a backup of it is taken and read. */
export async function holdings(env: Record<string, string>): Promise<Manifest['collections']> {
  const file = join(temporaryDirectory(), 'look.tar.gz');
  await tool('backup', ['--to', file], env);
  return holdingsIn(file);
}
