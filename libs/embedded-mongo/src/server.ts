import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  addressFile,
  listenerFor,
  portUri,
  removeStale,
  socketUri,
  type Listener,
  type ListenSettings,
} from './listen-address.ts';
import type { Doc } from './bson/document.ts';
import { Engine, failureReply, type EngineSettings } from './engine.ts';
import { MongoFailure } from './execution/failure.ts';
import { bodyOf, frameReply, FrameReader, headOf } from './wire/frames.ts';
import { Login } from './wire/login.ts';
import { encodeReply } from './wire/encode-reply.ts';

export interface ServerSettings extends EngineSettings, ListenSettings {
  path: string;
  ttlIntervalMs: number;
  /** The application name of the owner's own clients. */
  owner: string | undefined;
  /** Called with the number of connections that are not the owner's, whenever it changes. */
  onOtherClients: (count: number) => void;
}

export interface Reached {
  uri: string;
  socketPath: string | null;
}

interface ClientConnection {
  connectionId: number;
  login: Login;
  /** Whether its first message has arrived. */
  introduced: boolean;
}

const tidyEveryMs = 1000;

/** Serves the sockets. All commands that arrive in one turn of the event loop form one batch. */
export class EngineServer {
  private readonly engine: Engine;
  private readonly settings: ServerSettings;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly others = new Set<Socket>();
  private readonly timers: NodeJS.Timeout[];
  private failing = '';
  private listener: Listener | null = null;
  private scheduled = false;
  private connections = 0;

  constructor(settings: ServerSettings) {
    this.settings = settings;
    this.engine = new Engine(settings, () => this.schedule());
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
    this.timers = [
      setInterval(() => this.sweep(), settings.ttlIntervalMs).unref(),
      setInterval(() => this.tidy(), tidyEveryMs).unref(),
    ];
  }

  async listen(): Promise<Reached> {
    if (this.addressFile) removeStale(this.settings.path);
    const listener = (this.listener = listenerFor(this.settings));
    // A killed engine leaves its socket file.
    if (listener.kind === 'socket') rmSync(listener.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      if (listener.kind === 'port') this.server.listen(listener.port, listener.host, resolve);
      else this.server.listen(listener.path, resolve);
    });
    if (listener.kind === 'socket') chmodSync(listener.path, 0o600);
    const uri =
      listener.kind === 'socket'
        ? socketUri(listener.path)
        : portUri(listener.host, (this.server.address() as AddressInfo).port, listener.secret);
    if (this.addressFile) writeFileSync(this.addressFile, uri, { mode: 0o600 });
    return { uri, socketPath: listener.kind === 'socket' ? listener.path : null };
  }

  private get addressFile(): string | null {
    return this.settings.path === ':memory:' ? null : join(this.settings.path, addressFile);
  }

  private serve(socket: Socket): void {
    const connectionId = ++this.connections;
    const reader = new FrameReader();
    const login = new Login(this.listener?.kind === 'port' ? this.listener.secret : null);
    const connection = { connectionId, login, introduced: false };
    const { connections, network } = this.engine.statistics;
    this.sockets.add(socket);
    connections.totalCreated++;
    connections.current++;
    socket.on('close', () => {
      this.sockets.delete(socket);
      connections.current--;
      if (this.others.delete(socket)) this.settings.onOtherClients(this.others.size);
    });
    // After a connection reset, the 'close' handler cleans up.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      network.bytesIn += chunk.length;
      try {
        for (const message of reader.push(chunk)) this.enqueue(socket, connection, message);
      } catch (error) {
        this.settings.log(`connection ${connectionId} closed: ${(error as Error).message}`);
        socket.destroy();
      }
    });
  }

  private enqueue(socket: Socket, connection: ClientConnection, message: Buffer): void {
    const { connectionId, login } = connection;
    const request = headOf(message);
    const { network } = this.engine.statistics;
    network.numRequests++;
    const answer = (reply: Buffer | null): void => {
      if (reply === null) socket.destroy();
      else if (request.wantsReply && socket.writable) {
        network.bytesOut += reply.length;
        socket.write(frameReply(request, reply));
      }
    };
    try {
      const { body, sent } = bodyOf(message, request);
      if (!connection.introduced) {
        connection.introduced = true;
        this.introduce(socket, body);
      }
      if (request.legacy && !isHello(body))
        throw new MongoFailure(
          352,
          `Unsupported OP_QUERY command: ${Object.keys(body)[0] ?? ''}. The client driver may require an upgrade.`,
        );
      const loggedIn = login.take(body);
      if (loggedIn) answer(encodeReply(loggedIn));
      else this.engine.take({ body, sent, connectionId, answer, isGone: () => socket.destroyed });
    } catch (error) {
      if (!(error instanceof MongoFailure)) throw error;
      answer(encodeReply(failureReply(error)));
    }
  }

  /** A driver names its application in the first message of each connection. */
  private introduce(socket: Socket, { client }: Doc): void {
    const { owner } = this.settings;
    if (owner !== undefined && applicationOf(client) === owner) return;
    this.others.add(socket);
    this.settings.onOtherClients(this.others.size);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.engine.turn()) this.schedule();
    });
  }

  private sweep(): void {
    try {
      const removed = this.engine.expire();
      if (removed === 0) return;
      this.settings.log(`expired ${removed} documents`);
      setImmediate(() => this.sweep());
    } catch (error) {
      this.settings.log(`removing expired documents failed: ${(error as Error).message}`);
    }
  }

  private tidy(): void {
    try {
      this.engine.tidy();
      this.failing = '';
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.failing)
        this.settings.log(`the WAL cannot be moved into the database: ${message}`);
      this.failing = message;
    }
  }

  /** Removes expired documents now instead of at the next interval. */
  expire(): number {
    return this.engine.expire();
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.engine.finish();
    await Promise.all([...this.sockets].map(ended));
    await closed;
    if (this.addressFile) rmSync(this.addressFile, { force: true });
    if (this.listener?.kind === 'socket' && this.listener.temporary !== null)
      rmSync(this.listener.temporary, { recursive: true, force: true });
    this.engine.close();
  }
}

function applicationOf(client: unknown): unknown {
  const { application } = (client ?? {}) as { application?: { name?: unknown } };
  return application?.name;
}

const isHello = (body: Record<string, unknown>): boolean =>
  'hello' in body || 'ismaster' in body || 'isMaster' in body;

/** Ends the socket after its pending replies were sent. */
const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.destroySoon();
  });
