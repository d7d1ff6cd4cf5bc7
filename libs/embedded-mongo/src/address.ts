import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** Where the engine of a directory is reached while it runs: its URI, with the secret if there is one. */
export const addressFile = 'engine.address';
const socketName = 'engine.sock';
const temporaryPrefix = 'passline-engine-';

/** What a unix socket's path may have in bytes, without the closing zero. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

export interface Place {
  /** The directory of the database, or ':memory:'. */
  path: string;
  host?: string | undefined;
  port?: number | undefined;
  socketPath?: string | undefined;
  secret?: string | false | undefined;
}

/** Where to listen: a socket that only its owner can open, or a port with a secret that clients must present. */
export type Listener =
  | { kind: 'socket'; path: string; temporary: string | null }
  | { kind: 'port'; host: string; port: number; secret: string | null };

/**
 * A port is open to every user of the machine and a socket in a private directory is not. So a socket is the default,
 * wherever the platform and the driver have them.
 */
export function listenerFor(place: Place, platform: NodeJS.Platform = process.platform): Listener {
  const { path, host, port, socketPath, secret } = place;
  if (socketPath !== undefined) {
    demandShort(socketPath);
    return { kind: 'socket', path: socketPath, temporary: null };
  }
  if (port !== undefined || host !== undefined || platform === 'win32')
    return {
      kind: 'port',
      host: host ?? '127.0.0.1',
      port: port ?? 0,
      secret: secret === false ? null : (secret ?? randomBytes(24).toString('base64url')),
    };
  const inside = path === ':memory:' ? null : resolve(path, socketName);
  if (inside !== null && Buffer.byteLength(inside) <= longestSocketPath)
    return { kind: 'socket', path: inside, temporary: null };
  // mkdtemp makes a directory that only its owner can enter.
  const temporary = mkdtempSync(join(tmpdir(), temporaryPrefix));
  const short = join(temporary, socketName);
  try {
    demandShort(short);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return { kind: 'socket', path: short, temporary };
}

function demandShort(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > longestSocketPath)
    throw new Error(
      `the socket path ${path} has ${bytes} bytes, and the system allows ${longestSocketPath}; ` +
        'choose a shorter directory, or set TMPDIR to a shorter one',
    );
}

export const socketUri = (path: string): string => uri(encodeURIComponent(path), '');

export function portUri(host: string, port: number, secret: string | null): string {
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (secret === null) return uri(at, '');
  return uri(`${user}:${encodeURIComponent(secret)}@${at}`, '&authMechanism=PLAIN&authSource=%24external');
}

const user = 'passline';
const uri = (at: string, more: string): string => `mongodb://${at}/passline?directConnection=true${more}`;

/** Where the engine that holds this directory is reached; null when none says so. */
export function uriOfRunning(path: string): string | null {
  const file = join(path, addressFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Removes the temporary directory of an engine that was killed. Only for the engine that holds `path`. */
export function removeStale(path: string): void {
  const [, socket] = /^mongodb:\/\/([^@/:]+)\//.exec(uriOfRunning(path) ?? '') ?? [];
  if (socket === undefined) return;
  const directory = dirname(decodeURIComponent(socket));
  if (basename(directory).startsWith(temporaryPrefix)) rmSync(directory, { recursive: true, force: true });
}
