/**
 * Loaded into a process with `--import`: counts the commands that its MongoDB driver sends, by name and collection. The
 * counts are read through the inspector (`storeCommands` in inside.ts). It wraps the driver's connection instead of
 * listening to its command events, because those events cost CPU time that a bench would measure.
 */
import { createRequire } from 'node:module';

type Command = Record<string, unknown>;
interface DriverConnection {
  command: (this: DriverConnection, ns: unknown, command: Command, ...rest: unknown[]) => Promise<unknown>;
}

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  Connection: { prototype: DriverConnection };
};
const { prototype } = Connection;
const counts: Record<string, number> = {};
Object.assign(globalThis, { storeCommands: counts });

const { command: send } = prototype;
if (typeof send !== 'function')
  throw new Error(
    'The MongoDB driver has changed: Connection.command is missing. Check count-store-commands.ts.',
  );
prototype.command = function (ns, command, ...rest) {
  const [name = '', collection] = Object.entries(command)[0] ?? [];
  // The driver's own monitoring of the server.
  if (!/^(hello|ismaster)$/i.test(name)) {
    const key = typeof collection === 'string' ? `${name} ${collection}` : name;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return send.call(this, ns, command, ...rest);
};
