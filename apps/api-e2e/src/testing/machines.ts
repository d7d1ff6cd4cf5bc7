import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createRedis, createStore, type Service } from '../../../../tools/testing/services.ts';
import { temporaryDirectory } from './server.ts';

export type { Service };

const services = new Set<Service>();
const entrances = new Set<Entrance>();

/** Ends everything that a spec has started, also after a failure; call it in afterAll. */
export async function endServices(): Promise<void> {
  await Promise.all([...services].map(({ process }) => process.kill()));
  services.clear();
  for (const entrance of entrances) entrance.close();
}

async function started(service: Promise<Service>): Promise<Service> {
  const { process, url } = await service;
  services.add({ process, url });
  await process.start();
  return { process, url };
}

export const startRedis = (): Promise<Service> => started(createRedis(temporaryDirectory()));
export const startStore = (): Promise<Service> => started(createStore(temporaryDirectory()));

/** Spreads connections over the nodes that accept them, like a load balancer. */
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
