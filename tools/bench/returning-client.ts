import { io, type Socket } from 'socket.io-client';
import { emitted, type Side } from './socket-sides.ts';

interface Meta {
  id: string;
  streams: Positions;
}
type Positions = Record<string, { seq: number; epoch: string }>;

type SyncAnswer =
  { ok: false; error: unknown } | { ok: true; streams: Positions; missed: { meta: Meta }[]; more: boolean };

/** A client of any side that is cut off and comes back. It keeps its positions, as the client library does. */
export class ReturningClient {
  readonly #socket: Socket;
  readonly #syncs: boolean;
  readonly #received = new Set<string>();
  readonly #positions: Positions = {};
  #onBack: (error?: Error) => void = () => undefined;

  private constructor({ url, auth, syncs }: Side, n: number, reconnection: boolean) {
    this.#syncs = syncs;
    this.#socket = io(url, { auth: auth(n), transports: ['websocket'], forceNew: true, reconnection });
    this.#socket.on(emitted, (_payload: unknown, meta: Meta) => this.#receive(meta));
    // Whatever state recovery sends comes before it.
    this.#socket.on('registered', () => {
      this.#catchUp().then(
        () => this.#onBack(),
        (error: unknown) => this.#onBack(error as Error),
      );
    });
    if (!reconnection) this.#socket.on('connect_error', (error) => this.#onBack(error));
  }

  /** `reconnection`: it comes back by itself, as Socket.IO's client does. */
  static async connect(side: Side, n: number, reconnection = false): Promise<ReturningClient> {
    const client = new ReturningClient(side, n, reconnection);
    await client.back();
    return client;
  }

  static async connectAll(side: Side, count: number, reconnection = false): Promise<ReturningClient[]> {
    const clients: ReturningClient[] = [];
    while (clients.length < count)
      clients.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, count - clients.length) }, (_, n) =>
            ReturningClient.connect(side, clients.length + n, reconnection),
          ),
        )),
      );
    return clients;
  }

  get received(): ReadonlySet<string> {
    return this.#received;
  }

  /** Closes the connection as a lost network does: without a word to the server's Socket.IO. */
  cut(): void {
    this.#socket.io.engine.close();
  }

  /** Connects again; resolves when it has everything that it will get. */
  async return(): Promise<void> {
    const back = this.back();
    this.#socket.connect();
    await back;
  }

  /** Resolves when it is connected the next time and has everything that it will get. */
  back(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onBack = (error) => (error ? reject(error) : resolve());
    });
  }

  close(): void {
    this.#onBack = () => undefined;
    this.#socket.disconnect();
  }

  async #catchUp(): Promise<void> {
    for (let more = this.#syncs; more;) {
      const answer = (await this.#socket.emitWithAck('sync', { streams: this.#positions })) as SyncAnswer;
      if (!answer.ok) throw new Error(`sync was rejected: ${JSON.stringify(answer.error)}`);
      for (const { meta } of answer.missed) this.#receive(meta);
      for (const [stream, { seq, epoch }] of Object.entries(answer.streams))
        this.#positions[stream] = { seq, epoch };
      ({ more } = answer);
    }
  }

  #receive({ id, streams }: Meta): void {
    this.#received.add(id);
    Object.assign(this.#positions, streams);
  }
}
