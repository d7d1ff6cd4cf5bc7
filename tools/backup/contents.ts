import { basename } from 'node:path';
import { EJSON } from 'bson';
import { type Entry, readArchive } from './archive.ts';
import { Problem } from './problem.ts';
import { areEqual, Manifest, type Part, sha256, Tally } from './manifest.ts';

/** The contents of a store; `parts` can be read repeatedly. */
export interface Contents {
  manifest: Manifest;
  parts: () => AsyncIterable<Part>;
}

const titleName = 'passline-backup.json';
const manifestName = 'manifest.json';
const partName = /^collections\/(.+)\/\d+\.bson$/;
const secretName = /^secrets\/([^/]+)$/;

export interface Secret {
  name: string;
  bytes: Buffer;
}

/** The title comes first, to detect a wrong file at once; the manifest comes last, to detect a truncated file. */
export async function* entriesOf(
  parts: AsyncIterable<Part>,
  secrets: readonly Secret[],
  close: (tally: Tally) => Manifest,
): AsyncGenerator<Entry> {
  const json = (value: object) => Buffer.from(`${EJSON.stringify(value, undefined, 2)}\n`);
  yield { name: titleName, bytes: json({ format: 1 }) };
  for (const { name, bytes } of secrets) yield { name: `secrets/${name}`, bytes };
  const tally = new Tally();
  let serial = 0;
  for await (const part of parts) {
    tally.add(part);
    serial += 1;
    const name = `collections/${part.collection}/${String(serial).padStart(6, '0')}.bson`;
    yield { name, bytes: part.bytes };
  }
  yield { name: manifestName, bytes: json(close(tally)) };
}

/** Reads the whole archive and verifies it against its manifest before any of it is used. */
export async function openBackup(file: string): Promise<Contents & { secrets: Secret[] }> {
  const tally = new Tally();
  const secrets: Secret[] = [];
  let manifest: Manifest | undefined;
  let first = true;
  for await (const { name, bytes } of readArchive(file)) {
    if (first && name !== titleName) throw new Problem(`${file} is not a Passline backup. Use another file.`);
    if (first && formatOf(bytes) !== 1)
      throw new Problem(`${file} was created by a newer version of Passline. Restore it with that version.`);
    first = false;
    const collection = partName.exec(name)?.[1];
    const secret = secretName.exec(name)?.[1];
    if (collection !== undefined) tally.add({ collection, bytes });
    if (secret !== undefined && secret === basename(secret)) secrets.push({ name: secret, bytes });
    if (name === manifestName) manifest = Manifest.parse(EJSON.parse(bytes.toString()));
  }
  if (!manifest)
    throw new Problem(`${file} has no manifest: the backup is truncated. Use another backup file.`);
  for (const entry of manifest.collections)
    if (!areEqual(entry, tally.sum(entry.name)))
      throw new Problem(
        `${file} is damaged: the collection ${entry.name} does not match the manifest. Use another backup file.`,
      );
  for (const { name, sha256: expected } of manifest.secrets) {
    const found = secrets.find((secret) => secret.name === name);
    if (!found || sha256(found.bytes) !== expected)
      throw new Problem(
        `${file} is damaged: the secret ${name} does not match the manifest. Use another backup file.`,
      );
  }
  return { manifest, secrets, parts: () => partsOf(file) };
}

function formatOf(title: Buffer): unknown {
  const { format } = JSON.parse(title.toString()) as { format?: unknown };
  return format;
}

async function* partsOf(file: string): AsyncGenerator<Part> {
  for await (const { name, bytes } of readArchive(file)) {
    const collection = partName.exec(name)?.[1];
    if (collection !== undefined) yield { collection, bytes };
  }
}
