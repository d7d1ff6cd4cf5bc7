import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StreamPosition, StreamPositions } from '@passline/contracts';
import { Server, type Socket } from 'socket.io';
import { ReferenceLog, type Logged } from './reference-log.ts';

interface Account {
  userId: string;
  role: string;
  rooms: string[];
  /** Further rooms that may be joined. */
  mayJoin?: string[];
}
type Acknowledge = (answer: unknown) => void;
const refusal = (code: string, message = code) => ({ ok: false, error: { code, message } });

/**
 * A minimal server for the socket part of the contract, with an in-memory log, to test this client against.
 * It has switches to simulate faults.
 */
export class ReferenceServer {
  readonly accounts = new Map<string, Account>();
  /** Rejected tokens with the reason. */
  readonly refusals = new Map<string, string>();
  /** Every token received, in the handshake or by auth:refresh. */
  readonly tokens: unknown[] = [];
  /** Decides whether the fan-out of an event is lost; the log has it in any case. */
  loses: (entry: Logged, socket: Socket) => boolean = () => false;
  /** The most events in one answer to `sync`. */
  syncLimit = 500;
  /** How many commands of this name get no answer. */
  readonly deaf = new Map<string, number>();
  readonly commands: { name: string; payload: unknown }[] = [];
  readonly #messages = new Map<string, unknown>();
  readonly #http = createServer();
  readonly #io = new Server(this.#http, { pingInterval: 25_000, pingTimeout: 20_000 });
  readonly #unlisten: () => void;

  private constructor(readonly log: ReferenceLog) {
    this.#io.use((socket, next) => {
      const { token } = socket.handshake.auth as { token?: string };
      this.tokens.push(token);
      const code = token
        ? (this.refusals.get(token) ?? (this.accounts.has(token) ? null : 'token_invalid'))
        : 'token_missing';
      next(code ? Object.assign(new Error('unauthorized'), { data: { code } }) : undefined);
    });
    this.#io.on('connection', (socket) => this.#serve(socket));
    this.#unlisten = log.listen((entry) => this.#fanOut(entry));
  }

  static async start(log = new ReferenceLog()): Promise<ReferenceServer> {
    const server = new ReferenceServer(log);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }
  get sockets(): Socket[] {
    return [...this.#io.sockets.sockets.values()];
  }

  async stop(): Promise<void> {
    this.#unlisten();
    const closed = this.#io.close();
    // A swallowed connection would keep the server open.
    this.#http.closeAllConnections();
    await closed;
  }

  /** Emits once to every socket in the room, without the log. */
  volatile(room: string, event: string, payload: unknown): void {
    this.#io.to(room).volatile.emit(event, payload);
  }

  drain(reconnectAfterMs: number): void {
    this.#io.emit('server:drain', { reconnectAfterMs });
  }

  async revoke(room: string, reason: string): Promise<void> {
    for (const socket of this.sockets.filter((it) => it.rooms.has(room))) {
      await socket.leave(room);
      socket.emit('access:revoked', { room, reason });
    }
    for (const account of this.accounts.values()) {
      account.rooms = account.rooms.filter((it) => it !== room);
      account.mayJoin = account.mayJoin?.filter((it) => it !== room);
    }
  }

  #fanOut(entry: Logged): void {
    for (const socket of this.sockets) {
      const receives = Object.keys(entry.meta.streams).some((stream) => socket.rooms.has(stream));
      if (receives && !this.loses(entry, socket)) socket.emit(entry.event, entry.payload, entry.meta);
    }
  }

  #serve(socket: Socket): void {
    const account = this.accounts.get((socket.handshake.auth as { token: string }).token)!;
    const mayRead = (room: string) =>
      account.rooms.includes(room) || (account.mayJoin?.includes(room) ?? false);
    void socket.join(account.rooms);
    socket.emit('registered', { userId: account.userId, role: account.role, rooms: account.rooms });

    const command = (name: string, answer: (payload: never) => unknown) =>
      socket.on(name, (payload: unknown, acknowledge: Acknowledge) => {
        this.commands.push({ name, payload });
        const deaf = this.deaf.get(name) ?? 0;
        this.deaf.set(name, deaf - 1);
        if (deaf <= 0) acknowledge(answer(payload as never));
      });

    command('ping', () => ({ ok: true, at: new Date().toISOString() }));
    command('sync', ({ streams }: { streams: StreamPositions }) => this.#sync(socket, streams, mayRead));
    for (const kind of ['order', 'restaurant', 'delivery']) {
      const roomOf = (id: string) => `${kind === 'restaurant' ? 'restaurant' : 'order'}:${id}`;
      command(`join:${kind}`, (target: string | { id: string; after?: number; epoch?: string }) => {
        const { id, after, epoch } = typeof target === 'string' ? { id: target } : target;
        const room = roomOf(id);
        if (!mayRead(room)) {
          socket.emit('access_denied', { room, reason: 'not yours' });
          return refusal('access_denied', 'not yours');
        }
        void socket.join(room);
        const head = this.log.head(room);
        const missed =
          after === undefined ? [] : this.log.after(room, { seq: after, epoch: epoch ?? head.epoch });
        return { ok: true, room, ...head, missed: missed ?? [], resync: missed === null };
      });
      command(`leave:${kind}`, (id: string) => {
        void socket.leave(roomOf(id));
        return { ok: true, room: roomOf(id) };
      });
    }
    command('auth:refresh', ({ token }: { token: string }) => {
      this.tokens.push(token);
      return this.accounts.has(token)
        ? { ok: true, expiresAt: new Date(Date.now() + 900_000).toISOString() }
        : refusal('token_invalid');
    });
    command('chat:send', (message: { id: string; orderId: string; text: string }) => {
      if (!this.#messages.has(message.id)) {
        this.#messages.set(message.id, message);
        this.log.append('chat:message', message, [`order:${message.orderId}`]);
      }
      return { ok: true, message };
    });
    command('order:acknowledge', () => refusal('illegal_transition', 'it is answered already'));
  }

  #sync(socket: Socket, streams: StreamPositions, mayRead: (room: string) => boolean): unknown {
    const named = Object.entries(streams);
    const missed = new Map<string, Logged>();
    const answer: Record<string, StreamPosition & { resync: boolean }> = {};
    let more = false;
    for (const [stream, position] of named.filter(([name]) => mayRead(name))) {
      const entries = this.log.after(stream, position);
      const given = entries?.slice(0, this.syncLimit) ?? [];
      for (const entry of given) missed.set(entry.meta.id, entry);
      if (entries && entries.length > given.length) more = true;
      const seq = entries ? position.seq + given.length : this.log.head(stream).seq;
      answer[stream] = { seq, epoch: this.log.head(stream).epoch, resync: entries === null };
    }
    for (const room of socket.rooms)
      if (room !== socket.id && !(room in streams)) answer[room] = { ...this.log.head(room), resync: false };
    const denied = named.flatMap(([name]) => (mayRead(name) ? [] : name));
    return { ok: true, streams: answer, missed: [...missed.values()], denied, more };
  }
}
