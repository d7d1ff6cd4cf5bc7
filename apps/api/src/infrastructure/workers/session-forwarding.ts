import { Agent, type IncomingMessage, type Server, type ServerResponse, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { workerOf } from './session-ids.ts';
import type { WorkerBus } from './worker-bus.ts';

/** Engine.IO's answer for an unknown session. The client then starts a new one. */
const unknownSession = JSON.stringify({ code: 1, message: 'Session ID unknown' });

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;
type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * A long-polling session lives in one worker, but its next request may arrive on a connection of another one. So the
 * session id contains the worker's number, and other workers forward the request. All other requests are served where
 * they arrive. A client that starts with a WebSocket is never forwarded.
 */
export class SessionForwarding {
  readonly #workerBus: WorkerBus;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(workerBus: WorkerBus) {
    this.#workerBus = workerBus;
  }

  /** Call it after Socket.IO has added its listeners: this replaces them and calls them for own sessions. */
  attach(server: Server): void {
    const { slot } = this.#workerBus;
    if (!slot) return;
    const otherOwnerOf = ({ url = '' }: IncomingMessage): number | null => {
      const owner = workerOf(url) ?? slot.number;
      return owner === slot.number ? null : owner;
    };
    const requestListeners = server.listeners('request') as RequestListener[];
    const upgradeListeners = server.listeners('upgrade') as UpgradeListener[];
    server.removeAllListeners('request');
    server.removeAllListeners('upgrade');
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      const owner = otherOwnerOf(incoming);
      if (owner === null) for (const listener of requestListeners) listener.call(server, incoming, response);
      else this.#forward(incoming, response, owner);
    });
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const owner = otherOwnerOf(incoming);
      if (owner === null)
        for (const listener of upgradeListeners) listener.call(server, incoming, socket, head);
      else this.#forwardUpgrade(incoming, socket, head, owner);
    });
  }

  #portOf(owner: number): number | undefined {
    return this.#workerBus.pool?.ports[owner];
  }

  #forward(incoming: IncomingMessage, response: ServerResponse, owner: number): void {
    const port = this.#portOf(owner);
    if (port === undefined) {
      refuse(response);
      return;
    }
    const { method, url: path } = incoming;
    const forwarded = request(
      { host: '127.0.0.1', port, method, path, headers: endToEndHeaders(incoming), agent: this.#agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, endToEndHeaders(answer));
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    forwarded.once('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(response);
    });
    response.once('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  }

  /** Connects both sockets until one of them closes. */
  #forwardUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, owner: number): void {
    const port = this.#portOf(owner);
    if (port === undefined) {
      socket.destroy();
      return;
    }
    const target = connect({ host: '127.0.0.1', port, noDelay: true });
    const end = () => {
      target.destroy();
      socket.destroy();
    };
    target.once('error', end).once('close', end);
    socket.once('error', end).once('close', end);
    target.write(headOf(incoming));
    target.write(head);
    socket.pipe(target).pipe(socket);
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/json' }).end(unknownSession);
}

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** Hop-by-hop headers concern one connection only and must not be forwarded. */
const endToEndHeaders = ({ headers }: IncomingMessage): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  let head = `${method} ${url} HTTP/1.1\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2)
    head += `${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}\r\n`;
  return `${head}\r\n`;
}
