/** Servers whose sockets are compared: bare Socket.IO, the same with connection state recovery, and Passline. */
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { uriOfRunning } from '@passline/embedded-mongo';
import { MongoClient } from 'mongodb';
import { inside, type Inside } from '../testing/inside.ts';
import { temporaryDirectory } from '../testing/server-process.ts';
import { counting, type Server, startServer } from './server.ts';

/** The event that every side emits to all sockets. */
export const emitted = 'business:status:update';
const status = (serial: number) => ({ busyMinutes: 5 + (serial % 2) * 5 });

export interface Side {
  readonly name: string;
  readonly url: string;
  /** Whether a client asks for what it missed; otherwise the server sends it, or it is lost. */
  readonly syncs: boolean;
  /** The credentials of the nth socket. */
  auth: (n: number) => object;
  readonly look: Inside;
  /** Requests one event to all sockets; resolves with the answer to the request. */
  emit: (serial: number) => Promise<unknown>;
  /** Kills the process and starts it again on the same port and the same data; resolves when it is ready. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export async function startBare({ recovery = false } = {}): Promise<Side> {
  const start = async (port: string) => {
    const child = spawn(
      process.execPath,
      [
        '--inspect=127.0.0.1:0',
        'tools/bench/bare-socket-server.ts',
        '--port',
        port,
        ...(recovery ? ['--recovery'] : []),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [[line], look] = await Promise.all([
      once(child.stdout, 'data') as Promise<[Buffer]>,
      inside(child),
    ]);
    const stop = async (signal: NodeJS.Signals) => {
      look.close();
      child.kill(signal);
      await once(child, 'exit');
    };
    return { port: line.toString().trim(), look, stop };
  };
  let running = await start('0');
  const url = `http://127.0.0.1:${running.port}`;
  const at = new Date().toISOString();
  const shop = { restaurantId: 'demo-trattoria-aurora', businessName: 'Trattoria Aurora' };
  return {
    name: recovery ? 'with state recovery' : 'bare Socket.IO',
    url,
    syncs: false,
    auth: () => ({}),
    get look() {
      return running.look;
    },
    emit: (serial) =>
      fetch(url, {
        method: 'POST',
        body: JSON.stringify({
          event: emitted,
          payload: { ...shop, isOpen: true, until: at, message: null, ...status(serial) },
          meta: { id: randomUUID(), at, streams: { public: { seq: serial + 1, epoch: 'abcdefgh' } } },
        }),
      }),
    async restart() {
      await running.stop('SIGKILL');
      running = await start(running.port);
    },
    stop: () => running.stop('SIGTERM'),
  };
}

/** Each socket has an account and a session of its own, as on an evening: nothing that one reads serves another. */
export async function startPassline(accounts: number): Promise<Side> {
  const env = {
    DATA_DIR: temporaryDirectory(),
    JWT_SECRET: randomUUID().repeat(2),
    // All clients of a bench have one address, which may have half of the waiting places.
    SOCKET_HANDSHAKES_WAITING: String(4 * accounts),
  };
  let server = await startServer(counting, env);
  const { port } = new URL(server.url);
  const owner = await server.signIn('owner@demo.passline.local');
  const tokens = await signedInCustomers(server, env.JWT_SECRET, accounts);
  return {
    name: 'Passline',
    url: server.url,
    syncs: true,
    auth: (n) => ({ token: tokens[n] }),
    get look() {
      if (!server.inside) throw new Error('the inspector is missing');
      return server.inside;
    },
    emit: (serial) => server.call('changeOwnStatus', { body: status(serial) }, { token: owner }),
    async restart() {
      await server.stop('SIGKILL');
      server = await startServer(counting, { ...env, PORT: port });
    },
    stop: () => server.stop(),
  };
}

/** Access tokens of new customers: copies of a registered one, because thousands of passwords take minutes to hash. */
async function signedInCustomers(server: Server, secret: string, count: number): Promise<string[]> {
  const person = { name: 'Customer', email: 'customer@bench.example', password: randomUUID() };
  const { user, accessToken } = await server.call('register', { body: person });
  const client = new MongoClient(uriOfRunning(server.dataDir) ?? '');
  try {
    const [users, sessions] = [
      client.db().collection<Stored>('users'),
      client.db().collection<Stored>('sessions'),
    ];
    const [account, session] = await Promise.all([
      users.findOne({ _id: user.id }),
      sessions.findOne({ userId: user.id }),
    ]);
    if (!account || !session) throw new Error('the registered customer is not in the store');
    const ids = Array.from({ length: count }, () => ({ userId: randomUUID(), sessionId: randomUUID() }));
    await users.insertMany(
      ids.map(({ userId }) => ({ ...account, _id: userId, email: `${userId}@bench.example` })),
    );
    await sessions.insertMany(ids.map(({ userId, sessionId }) => ({ ...session, _id: sessionId, userId })));
    return ids.map(({ userId, sessionId }) =>
      tokenLike(accessToken, secret, { sub: userId, sid: sessionId }),
    );
  } finally {
    await client.close();
  }
}

interface Stored {
  _id: string;
  userId?: string;
}

/** The same token for another user. It is valid for a day, because a bench takes longer than a token's quarter of an hour. */
function tokenLike(token: string, secret: string, claims: { sub: string; sid: string }): string {
  const [header = '', body = ''] = token.split('.');
  const known = JSON.parse(Buffer.from(body, 'base64url').toString()) as { iat: number };
  const changed = { ...known, ...claims, exp: known.iat + 24 * 60 * 60 };
  const signed = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
