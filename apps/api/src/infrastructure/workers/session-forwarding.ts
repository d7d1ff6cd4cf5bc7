import { Agent, type IncomingMessage, type Server, type ServerResponse, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { workerOf } from './session-ids.ts';
import type { WorkerBus } from './worker-bus.ts';

/** As Engine.IO says it: the client begins a new session. */
const unknownSession = JSON.stringify({ code: 1, message: 'Session ID unknown' });

type Requested = (request: IncomingMessage, response: ServerResponse) => void;
type Upgraded = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * A long-polling session lives in one worker, and its next request may come on any connection. So its id names the
 * worker, and whoever gets such a request hands it on. Everything else is served where it arrives: connections are
 * kept alive, and a client that begins with a WebSocket is never handed on at all.
 */
export class SessionForwarding {
  readonly #coworkers: WorkerBus;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(coworkers: WorkerBus) {
    this.#coworkers = coworkers;
  }

  /** After Socket.IO has taken its place on the server: this comes before it. */
  handOn(server: Server): void {
    const { seat } = this.#coworkers;
    if (!seat) return;
    const isForeign = ({ url = '' }: IncomingMessage): number | null => {
      const owner = workerOf(url) ?? seat.number;
      return owner === seat.number ? null : owner;
    };
    const requested = server.listeners('request') as Requested[];
    const upgraded = server.listeners('upgrade') as Upgraded[];
    server.removeAllListeners('request');
    server.removeAllListeners('upgrade');
    server.on('request', (asked: IncomingMessage, response: ServerResponse) => {
      const owner = isForeign(asked);
      if (owner === null) for (const listener of requested) listener.call(server, asked, response);
      else this.#handOn(asked, response, owner);
    });
    server.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
      const owner = isForeign(asked);
      if (owner === null) for (const listener of upgraded) listener.call(server, asked, socket, head);
      else this.#join(asked, socket, head, owner);
    });
  }

  #doorOf(owner: number): number | undefined {
    return this.#coworkers.crew?.doors[owner];
  }

  #handOn(asked: IncomingMessage, response: ServerResponse, owner: number): void {
    const port = this.#doorOf(owner);
    if (port === undefined) {
      refuse(response);
      return;
    }
    const { method, url: path } = asked;
    const handed = request(
      { host: '127.0.0.1', port, method, path, headers: endToEnd(asked), agent: this.#agent },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
        answer.pipe(response);
        answer.once('error', () => response.destroy());
      },
    );
    handed.once('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(response);
    });
    response.once('close', () => handed.destroy());
    asked.pipe(handed);
  }

  /** Until one of both ends closes. */
  #join(asked: IncomingMessage, socket: Duplex, head: Buffer, owner: number): void {
    const port = this.#doorOf(owner);
    if (port === undefined) {
      socket.destroy();
      return;
    }
    const there = connect({ host: '127.0.0.1', port, noDelay: true });
    const end = () => {
      there.destroy();
      socket.destroy();
    };
    there.once('error', end).once('close', end);
    socket.once('error', end).once('close', end);
    there.write(headOf(asked));
    there.write(head);
    socket.pipe(there).pipe(socket);
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/json' }).end(unknownSession);
}

const ofOneConnection = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** What concerns one connection is not for the next. */
const endToEnd = ({ headers }: IncomingMessage): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOneConnection.has(name)));

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): string {
  let head = `${method} ${url} HTTP/1.1\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2)
    head += `${rawHeaders[index] ?? ''}: ${rawHeaders[index + 1] ?? ''}\r\n`;
  return `${head}\r\n`;
}
