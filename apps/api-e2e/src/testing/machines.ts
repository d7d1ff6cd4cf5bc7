import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from './server.ts';

const engineMain = fileURLToPath(new URL('../../../../libs/embedded-mongo/dist/cli.js', import.meta.url));
const children = new Set<ChildProcess>();
const entrances = new Set<Entrance>();

/** Ends what a spec has started, also when it failed; call it in afterAll. */
export async function endMachines(): Promise<void> {
  await Promise.all([...children].map(kill));
  for (const entrance of entrances) entrance.close();
}

/** A process that can be killed, and started again where it was. */
export interface Machine {
  url: string;
  kill: () => Promise<void>;
  /** Takes connections and answers nothing, until it goes on. */
  hang: () => void;
  goOn: () => void;
  again: () => Promise<void>;
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function machine(
  urlOf: (port: number) => string,
  begin: (port: number) => ChildProcess,
): Promise<Machine> {
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    child = begin(port);
    children.add(child);
    await open(port, child);
  };
  await start();
  return {
    url: urlOf(port),
    kill: () => kill(child),
    hang: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    again: start,
  };
}

/** When it takes connections; fails when it has ended before. */
async function open(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await pause(50);
  }
}

export const startRedis = (): Promise<Machine> => {
  const dir = temporaryDirectory();
  return machine(
    (port) => `redis://127.0.0.1:${port}`,
    (port) =>
      spawn(
        'redis-server',
        ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'],
        { stdio: 'ignore' },
      ),
  );
};

/** The store that nodes share: the embedded engine, over the wire. */
export const startStore = (): Promise<Machine> => {
  const path = temporaryDirectory();
  return machine(
    (port) => `mongodb://127.0.0.1:${port}/passline?directConnection=true`,
    (port) =>
      spawn(process.execPath, [engineMain, '--path', path, '--port', `${port}`, '--without-secret'], {
        stdio: 'ignore',
      }),
  );
};

/** What a balancer does for connections: each goes to a node that takes it. */
export class Entrance {
  readonly #server: Server;
  readonly #nodes: () => readonly string[];
  readonly #sockets = new Set<Socket>();
  #next = 0;

  private constructor(nodes: () => readonly string[]) {
    this.#nodes = nodes;
    this.#server = createServer((socket) => this.#lead(socket, this.#nodes().length * 2));
    entrances.add(this);
  }

  static async to(nodes: () => readonly string[]): Promise<Entrance> {
    const entrance = new Entrance(nodes);
    entrance.#server.listen(0, '127.0.0.1');
    await once(entrance.#server, 'listening');
    return entrance;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    entrances.delete(this);
  }

  #lead(socket: Socket, tries: number): void {
    const nodes = this.#nodes();
    const node = nodes[(this.#next += 1) % nodes.length];
    if (node === undefined || tries === 0) {
      socket.destroy();
      return;
    }
    const there = connect(Number(new URL(node).port), '127.0.0.1');
    const refused = () => this.#lead(socket, tries - 1);
    there.once('error', refused);
    there.once('connect', () => {
      there.off('error', refused);
      this.#sockets.add(socket);
      const end = () => {
        this.#sockets.delete(socket);
        socket.destroy();
        there.destroy();
      };
      for (const each of [socket, there]) each.once('error', end).once('close', end);
      socket.pipe(there).pipe(socket);
    });
  }
}
