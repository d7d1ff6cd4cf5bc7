import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** The file with the URI of the running engine, including the secret of a port. */
export const addressFile = 'engine.address';
const socketName = 'engine.sock';
const temporaryPrefix = 'passline-engine-';

/** The longest path of a unix socket in bytes, without the terminating zero. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

export interface ListenSettings {
  /** The directory of the database, or ':memory:'. */
  path: string;
  host?: string | undefined;
  port?: number | undefined;
  socketPath?: string | undefined;
  secret?: string | false | undefined;
}

/** A socket that only its owner can open, or a port with a secret that clients must present. */
export type Listener =
  | { kind: 'socket'; path: string; temporary: string | null }
  | { kind: 'port'; host: string; port: number; secret: string | null };

/**
 * Chooses a socket by default, because every user of the machine can reach a port, but not a socket in a private
 * directory. A port is used if one is given, or if the platform has no unix sockets.
 */
export function listenerFor(
  settings: ListenSettings,
  platform: NodeJS.Platform = process.platform,
): Listener {
  const { path, host, port, socketPath, secret } = settings;
  if (socketPath !== undefined) {
    assertShort(socketPath);
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
  // mkdtemp creates a directory that only its owner can enter.
  const temporary = mkdtempSync(join(tmpdir(), temporaryPrefix));
  const short = join(temporary, socketName);
  try {
    assertShort(short);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return { kind: 'socket', path: short, temporary };
}

function assertShort(path: string): void {
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

/** The URI of the engine that runs in this directory; null if there is none. */
export function uriOfRunning(path: string): string | null {
  const file = join(path, addressFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Removes the temporary directory of a killed engine. Only the engine that has locked `path` may call it. */
export function removeStale(path: string): void {
  const [, socket] = /^mongodb:\/\/([^@/:]+)\//.exec(uriOfRunning(path) ?? '') ?? [];
  if (socket === undefined) return;
  const directory = dirname(decodeURIComponent(socket));
  if (basename(directory).startsWith(temporaryPrefix)) rmSync(directory, { recursive: true, force: true });
}
