import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A bad network on loopback, between any TCP client and server and independent of their protocol.
 * Every fault is triggered by the test, none is random.
 */
export class CuttingProxy {
  readonly #links = new Set<Link>();
  readonly #server: Server;
  #target: number;
  #mode: 'pass' | 'refuse' | 'swallow' = 'pass';
  #delay = 0;
  /** Connections accepted so far. */
  accepted = 0;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#take(near));
  }

  static async to(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get open(): number {
    return this.#links.size;
  }

  /** Sends new connections to another target; open ones stay. */
  aim(target: number): void {
    this.#target = target;
  }

  /** Resets every open connection. */
  cut(): void {
    for (const link of this.#links) link.destroy();
  }

  /**
   * Pulls the cable: connections stay open, and no data or close passes. They never recover;
   * new ones work again after `heal`.
   */
  halfOpen(): void {
    this.#mode = 'swallow';
    for (const link of this.#links) link.swallow();
  }

  /** Rejects new connections; open ones continue. */
  refuse(): void {
    this.#mode = 'refuse';
  }

  heal(): void {
    this.#mode = 'pass';
    this.#delay = 0;
  }

  /** Delays every byte by this time, in both directions. */
  delay(ms: number): void {
    this.#delay = ms;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(near: Socket): void {
    this.accepted++;
    if (this.#mode === 'refuse') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    const link = new Link(near, far, () => this.#delay);
    if (this.#mode === 'swallow') link.swallow();
    this.#links.add(link);
    for (const end of [near, far])
      end.once('close', () => {
        if (near.destroyed && far.destroyed) this.#links.delete(link);
      });
  }
}

/** One connection through the proxy. Both ends close together, except when the connection is swallowed. */
class Link {
  #swallowing = false;
  readonly #lanes: Lane[];

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    delay: () => number,
  ) {
    this.#lanes = [this.#carry(near, far, delay), this.#carry(far, near, delay)];
  }

  swallow(): void {
    this.#swallowing = true;
  }

  destroy(): void {
    for (const lane of this.#lanes) lane.clear();
    for (const end of [this.near, this.far]) if (!end.destroyed) end.resetAndDestroy();
  }

  #carry(from: Socket, to: Socket, delay: () => number): Lane {
    const lane = new Lane(delay);
    const unlessSwallowed = (act: () => void) =>
      lane.push(() => {
        if (!this.#swallowing) act();
      });
    from.setNoDelay(true);
    from.on('data', (chunk) =>
      unlessSwallowed(() => {
        if (to.writable) to.write(chunk);
      }),
    );
    from.on('end', () => unlessSwallowed(() => to.end()));
    from.on('close', () => unlessSwallowed(() => this.destroy()));
    // Resets are expected here; a `close` event follows.
    from.on('error', () => undefined);
    return lane;
  }
}

/** Runs actions in order, each after its delay: a later chunk never overtakes an earlier one. */
class Lane {
  #queue: { at: number; act: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly delay: () => number) {}

  push(act: () => void): void {
    this.#queue.push({ at: Date.now() + this.delay(), act });
    if (!this.#timer) this.#run();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
  }

  #run(): void {
    this.#timer = undefined;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const wait = next.at - Date.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#run(), wait);
        return;
      }
      this.#queue.shift();
      next.act();
    }
  }
}
