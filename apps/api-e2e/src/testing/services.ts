import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createRedis, createStore, type Service } from '../../../../tools/testing/services.ts';
import { testDatabase } from '../../../../tools/testing/test-store.ts';
import { temporaryDirectory } from './server.ts';

export type { Service };

const services = new Set<Service>();
const loadBalancers = new Set<LoadBalancer>();

/** Ends every service and load balancer that a spec has started; call it in afterAll. */
export async function endServices(): Promise<void> {
  await Promise.all([...services].map(({ process }) => process.kill()));
  services.clear();
  for (const loadBalancer of loadBalancers) loadBalancer.close();
}

async function started(service: Promise<Service>): Promise<Service> {
  const { process, url } = await service;
  services.add({ process, url });
  await process.start();
  return { process, url };
}

export const startRedis = (): Promise<Service> => started(createRedis(temporaryDirectory()));
export const startStore = (): Promise<Service> => started(createStore(temporaryDirectory()));

/** For a spec that does not stop the store: on the server of MONGODB_TEST_URI, if that is set. */
export async function startSharedStore(): Promise<Pick<Service, 'url'>> {
  const url = testDatabase();
  return url ? { url } : startStore();
}

/** Spreads connections over the nodes that accept them, like a load balancer. */
export class LoadBalancer {
  readonly #server: Server;
  readonly #nodes: () => readonly string[];
  readonly #sockets = new Set<Socket>();
  #next = 0;

  private constructor(nodes: () => readonly string[]) {
    this.#nodes = nodes;
    this.#server = createServer((socket) => this.#forward(socket, this.#nodes().length * 2));
    loadBalancers.add(this);
  }

  static async start(nodes: () => readonly string[]): Promise<LoadBalancer> {
    const loadBalancer = new LoadBalancer(nodes);
    loadBalancer.#server.listen(0, '127.0.0.1');
    await once(loadBalancer.#server, 'listening');
    return loadBalancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    loadBalancers.delete(this);
  }

  #forward(socket: Socket, tries: number): void {
    const nodes = this.#nodes();
    const node = nodes[(this.#next += 1) % nodes.length];
    if (node === undefined || tries === 0) {
      socket.destroy();
      return;
    }
    const there = connect(Number(new URL(node).port), '127.0.0.1');
    const refused = () => this.#forward(socket, tries - 1);
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
