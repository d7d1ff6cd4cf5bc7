import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { instrument } from '@socket.io/admin-ui';
import bcrypt from 'bcryptjs';
import type { NextFunction, Request, Response } from 'express';
import type { Server, Socket } from 'socket.io';
import { z } from 'zod';
import { CONFIG } from '../common/config/config.module.ts';
import type { Config } from '../common/config/env.ts';
import { keptSecret } from '../common/config/kept-secret.ts';
import { type Rate, TokenBuckets } from '../common/http/token-buckets.ts';
import { Connections } from '../realtime/connections/connections.ts';
import { SocketMetrics } from '../realtime/metrics/socket-metrics.ts';
import { SocketServer } from '../realtime/gateway/socket-server.ts';
import { show, socketPages } from './admin-view.ts';

const path = '/socket-admin';
const page = join(
  dirname(createRequire(import.meta.url).resolve('@socket.io/admin-ui/package.json')),
  'ui/dist',
);

/** The least there is: twenty random characters cannot be guessed, however fast one may try. */
const rounds = 4;
const countEveryMs = 2_000;
/** A bcrypt comparison is slow on purpose: nobody may have it done as often as they like. */
const perAddress: Rate = { burst: 5, perSecond: 0.2 };
const allTogether: Rate = { burst: 20, perSecond: 1 };
const text = z.string().min(1).max(200);
const Claimed = z.union([
  z.strictObject({ sessionId: text }),
  z.object({ username: text, password: text, sessionId: text.optional() }),
]);

/**
 * The Socket.IO Admin UI, for looking only: whoever is in it sees numbers, sockets and rooms, and can neither emit nor move sockets, since
 * that would go around the access policy. Without a configured password there is none in production.
 */
@Injectable()
export class SocketAdmin implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #attempts: TokenBuckets;
  /** Generated, so it may be told; a configured one is known by its hash only. */
  readonly #generated: string | null;
  #counting: NodeJS.Timeout | undefined;
  #counted = { sent: 0, received: 0 };

  constructor(
    private readonly sockets: SocketServer,
    private readonly metrics: SocketMetrics,
    private readonly connections: Connections,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#attempts = new TokenBuckets({ factor: config.rateLimitFactor });
    const { passwordHash } = config.socketAdmin;
    this.#generated =
      passwordHash === undefined && !config.production
        ? keptSecret(config.dataDir, 'socket-admin-password').slice(0, 20)
        : null;
  }

  get isOn(): boolean {
    return this.config.socketAdmin.passwordHash !== undefined || this.#generated !== null;
  }

  get generated(): { user: string; password: string } | null {
    return this.#generated === null
      ? null
      : { user: this.config.socketAdmin.user, password: this.#generated };
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isOn) return;
    const { user, passwordHash } = this.config.socketAdmin;
    const password = passwordHash ?? (await bcrypt.hash(this.#generated ?? randomUUID(), rounds));
    const { server } = this.sockets;
    server.of('/admin').use((socket, next) => next(this.#mayTry(socket)));
    withoutPackets(server, () =>
      instrument(server, {
        auth: { type: 'basic', username: user, password },
        mode: 'production',
        readonly: true,
      }),
    );
    const admins = server.of('/admin');
    admins.on('connection', (socket) => {
      socket.emit('config', socketPages);
      show(admins, this.connections.all());
    });
    this.#counting = setInterval(() => {
      this.#count(server);
      if (admins.sockets.size > 0) show(admins, this.connections.all());
    }, countEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#counting);
  }

  serve(app: NestExpressApplication): void {
    const index = readFileSync(join(page, 'index.html'), 'utf8')
      // Fonts from other people's servers: refused by our policy, and not there offline.
      .replaceAll(/<link rel="stylesheet" href="https:[^>]*>/g, '');
    app.use(path, (request: Request, response: Response, next: NextFunction) => {
      if (!this.isOn || request.path !== '/' || request.method !== 'GET') next();
      else if (request.originalUrl.split('?')[0] === path) response.redirect(301, `${path}/`);
      else response.setHeader('cache-control', 'no-cache').type('html').send(index);
    });
    if (this.isOn) app.useStaticAssets(page, { prefix: path, index: false, redirect: false, maxAge: '1h' });
  }

  /** What its packet counters would have shown. */
  #count(server: Server): void {
    const { sentTotal: sent, receivedTotal: received } = this.metrics;
    server._eventBuffer.push('packetsOut', undefined, sent - this.#counted.sent);
    server._eventBuffer.push('packetsIn', undefined, received - this.#counted.received);
    this.#counted = { sent, received };
  }

  /** What comes through is asked for its password by the Admin UI itself, which takes any shape for granted. */
  #mayTry(socket: Socket): Error | undefined {
    const claimed = Claimed.safeParse(socket.handshake.auth);
    if (!claimed.success) return new Error('invalid credentials');
    if (!('username' in claimed.data)) return undefined;
    const wait =
      this.#attempts.take(socket.handshake.address, perAddress) || this.#attempts.take('all', allTogether);
    return wait > 0 ? new Error('too many attempts, wait a little') : undefined;
  }
}

type Listener = (...args: never[]) => void;
/** As much of an Engine.IO connection as the Admin UI may listen to. */
interface Connection {
  transport: unknown;
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
}

/**
 * The Admin UI looks at every packet of every connection to count it: measured, a tenth of the cost of a delivery. It
 * keeps hearing of connections; packets are counted by our own metrics.
 */
function withoutPackets(server: Server, instrumenting: () => void): void {
  const engine = server.engine as unknown as Pick<Connection, 'on'>;
  const { on } = engine;
  engine.on = (event, listener) =>
    on.call(engine, event, (connection: Connection) => {
      const quiet: Connection = {
        transport: connection.transport,
        on: (name, heard) => (name.startsWith('packet') ? connection : connection.on(name, heard)),
        once: (name, heard) => connection.once(name, heard),
        removeListener: (name, heard) => connection.removeListener(name, heard),
      };
      (listener as (connection: Connection) => void)(quiet);
    });
  try {
    instrumenting();
  } finally {
    engine.on = on;
  }
}
