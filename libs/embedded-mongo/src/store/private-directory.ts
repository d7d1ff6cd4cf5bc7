import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const others = 0o077;
const sticky = 0o1000;

/**
 * Creates a directory that only its owner can enter, or restricts an existing one and the store and secrets in it. Throws
 * if that fails, because the files contain password hashes, addresses and the socket of the store.
 */
export function privateDirectory(path: string, ours = /^(engine\.|[\w-]+-(secret|password)$)/): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const { mode } = statSync(path);
  if (mode & sticky)
    throw new Error(
      `${path} is a directory that all users of this machine share; name one that nothing else uses`,
    );
  close(path, mode);
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isFile() && ours.test(entry.name))
      close(join(path, entry.name), modeOf(join(path, entry.name)));
}

const modeOf = (path: string): number => statSync(path).mode;

function close(path: string, mode: number): void {
  if ((mode & others) === 0) return;
  let reason = 'the file system does not keep permissions';
  try {
    chmodSync(path, mode & 0o700);
    if ((modeOf(path) & others) === 0) return;
  } catch (error) {
    reason = (error as Error).message;
  }
  throw new Error(
    `${path} is open to other users (mode ${(mode & 0o777).toString(8)}) and cannot be closed (${reason}); ` +
      `run chmod 700 on the directory and 600 on its files as their owner, or choose another directory`,
  );
}
