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
import { show, socketPages } from './socket-admin-view.ts';

const path = '/socket-admin';
const page = join(
  dirname(createRequire(import.meta.url).resolve('@socket.io/admin-ui/package.json')),
  'ui/dist',
);

/** The fewest bcrypt rounds: a password of twenty random characters needs no slow hash. */
const rounds = 4;
const countEveryMs = 2_000;
/** Sign-in attempts are limited, because a bcrypt comparison is slow. */
const perAddress: Rate = { burst: 5, perSecond: 0.2 };
const overall: Rate = { burst: 20, perSecond: 1 };
const text = z.string().min(1).max(200);
const Claimed = z.union([
  z.strictObject({ sessionId: text }),
  z.object({ username: text, password: text, sessionId: text.optional() }),
]);

/**
 * The Socket.IO Admin UI, read-only: it shows numbers, sockets and rooms, but cannot emit or move sockets, because that
 * would bypass the access policy. In production it is off unless a password is configured.
 */
@Injectable()
export class SocketAdmin implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #attempts: TokenBuckets;
  /** The generated password, for the start banner. Of a configured password only the hash is known. */
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
    server.of('/admin').use((socket, next) => next(this.#checkAttempt(socket)));
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
      // Removes fonts of other servers, which the content security policy blocks.
      .replaceAll(/<link rel="stylesheet" href="https:[^>]*>/g, '');
    app.use(path, (request: Request, response: Response, next: NextFunction) => {
      if (!this.isOn || request.path !== '/' || request.method !== 'GET') next();
      else if (request.originalUrl.split('?')[0] === path) response.redirect(301, `${path}/`);
      else response.setHeader('cache-control', 'no-cache').type('html').send(index);
    });
    if (this.isOn) app.useStaticAssets(page, { prefix: path, index: false, redirect: false, maxAge: '1h' });
  }

  /** Feeds the Admin UI's packet counters, because `withoutPackets` keeps packets from it. */
  #count(server: Server): void {
    const { sentTotal: sent, receivedTotal: received } = this.metrics;
    server._eventBuffer.push('packetsOut', undefined, sent - this.#counted.sent);
    server._eventBuffer.push('packetsIn', undefined, received - this.#counted.received);
    this.#counted = { sent, received };
  }

  /** Checks form and rate of the credentials. The Admin UI then checks the password, but does not validate its form. */
  #checkAttempt(socket: Socket): Error | undefined {
    const claimed = Claimed.safeParse(socket.handshake.auth);
    if (!claimed.success) return new Error('invalid credentials');
    if (!('username' in claimed.data)) return undefined;
    const wait =
      this.#attempts.take(socket.handshake.address, perAddress) || this.#attempts.take('all', overall);
    return wait > 0 ? new Error(`too many attempts, try again in ${Math.ceil(wait)} s`) : undefined;
  }
}

type Listener = (...args: never[]) => void;
/** The part of an Engine.IO connection that the Admin UI uses. */
interface Connection {
  transport: unknown;
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
}

/**
 * Keeps packet events from the Admin UI. It would count every packet of every connection, which takes a tenth of the cost
 * of a delivery. SocketMetrics counts them already.
 */
function withoutPackets(server: Server, instrumenting: () => void): void {
  const engine = server.engine as unknown as Pick<Connection, 'on'>;
  const { on } = engine;
  engine.on = (event, listener) =>
    on.call(engine, event, (connection: Connection) => {
      const quiet: Connection = {
        transport: connection.transport,
        on: (name, handler) => (name.startsWith('packet') ? connection : connection.on(name, handler)),
        once: (name, handler) => connection.once(name, handler),
        removeListener: (name, handler) => connection.removeListener(name, handler),
      };
      (listener as (connection: Connection) => void)(quiet);
    });
  try {
    instrumenting();
  } finally {
    engine.on = on;
  }
}
