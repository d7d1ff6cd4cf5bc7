import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { mongo } from 'mongoose';

type Doc = Record<string, unknown>;

export interface StoreCommand {
  name: string;
  collection: string;
  body: Doc;
}

/** Hooks for the commands that pass. A hook can be reassigned at any time; without hooks all commands pass unchanged. */
export interface StoreHooks {
  /** Can wait, answer in place of the store, or close the connection without an answer. */
  before?: (command: StoreCommand) => Doc | 'close' | undefined | Promise<Doc | 'close' | undefined>;
  /** Can change the answer of the store. */
  after?: (reply: Doc, command: StoreCommand) => Doc | Promise<Doc>;
}

export interface StoreProxy {
  uri: string;
  hooks: StoreHooks;
  close: () => Promise<void>;
}

/**
 * A proxy between driver and store that simulates other stores: errors without `keyPattern`, transient error
 * codes, slow or broken connections. Commands of one connection pass one after another, as the driver sends them.
 */
export async function startStoreProxy(uri: string, hooks: StoreHooks = {}): Promise<StoreProxy> {
  const host = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '');
  const [, address = '', port] = /^(.*):(\d+)$/.exec(host) ?? [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const store = port ? connect(Number(port), address) : connect(host);
    const ends = [client, store];
    for (const end of ends) {
      sockets.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        sockets.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    pass(client, store, () => proxy.hooks);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: StoreProxy = {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/passline?directConnection=true`,
    hooks,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return proxy;
}

const opMsg = 2013;

function pass(client: Socket, store: Socket, hooks: () => StoreHooks): void {
  const waiting = new Map<number, StoreCommand>();
  inOrder(client, async (message) => {
    const command = commandOf(message);
    if (!command) return void store.write(message);
    const answer = await hooks().before?.(command);
    if (answer === 'close') return void client.destroy();
    if (answer) return void client.write(frame(message.readInt32LE(4), answer));
    waiting.set(message.readInt32LE(4), command);
    store.write(message);
  });
  inOrder(store, async (message) => {
    const to = message.readInt32LE(8);
    const command = waiting.get(to);
    const { after } = hooks();
    if (!command || !after) return void client.write(message);
    waiting.delete(to);
    const reply = bodyOf(message);
    const changed = await after(reply, command);
    client.write(changed === reply ? message : frame(to, changed));
  });
}

/** Splits the stream into messages and handles them one after another. */
function inOrder(socket: Socket, take: (message: Buffer) => Promise<void>): void {
  let pending: Buffer = Buffer.alloc(0);
  let turn = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const message = pending.subarray(0, pending.readInt32LE(0));
      pending = pending.subarray(message.length);
      turn = turn.then(() => take(message));
    }
  });
}

const bodyOf = (message: Buffer): Doc =>
  // Keeps the wrapper types, so that numbers are not converted.
  mongo.BSON.deserialize(message.subarray(21), {
    promoteValues: false,
    allowObjectSmallerThanBufferSize: true,
  });

/** Null for handshake and monitoring commands. */
function commandOf(message: Buffer): StoreCommand | null {
  if (message.readInt32LE(12) !== opMsg || message[20] !== 0) return null;
  const body = bodyOf(message);
  const [name = '', collection] = Object.entries(body)[0] ?? [];
  return ['hello', 'ismaster', 'isMaster'].includes(name)
    ? null
    : { name, collection: typeof collection === 'string' ? collection : '', body };
}

function frame(to: number, reply: Doc): Buffer {
  const body = mongo.BSON.serialize(reply);
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(opMsg, 12);
  return Buffer.concat([head, body]);
}
