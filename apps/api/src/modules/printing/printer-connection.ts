import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import type { PrintProblem } from '@passline/contracts';
import { AddressNotAllowed, type PrinterAddresses } from './printer-address.ts';
import { isPrinted, isStatus, problemOf, statusRequests, whenPrinted } from './printer-status.ts';

const connectMs = 3_000;
const answerMs = 2_000;
/** A slip takes two or three seconds. A printer that has not printed it after this time counts as stuck. */
const printMs = 10_000;
/** Long slips and copies take longer: slow printers print ten lines a second. */
const printMsPerLine = 100;
const lineFeed = 0x0a;
const pollMs = 500;
const closeMs = 1_000;

const printWithin = (bytes: Buffer): number =>
  printMs + printMsPerLine * bytes.reduce((lines, byte) => lines + Number(byte === lineFeed), 0);

interface Target {
  host: string;
  port: number;
}

class Problem extends Error {
  override readonly name = 'Problem';
  readonly problem: PrintProblem;
  constructor(problem: PrintProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/**
 * Prints these bytes and resolves with null once the printer reports that they are printed, or with the problem. It asks
 * for paper, cover and readiness before and after. `started` is awaited before the first byte is sent.
 */
export async function print(
  { host, port }: Target,
  bytes: Buffer,
  addresses: PrinterAddresses,
  { started, signal }: { started: () => Promise<void>; signal: AbortSignal },
): Promise<PrintProblem | null> {
  if (!addresses.allows(host, port)) return 'not_allowed';
  let connection: Connection | undefined;
  try {
    connection = await Connection.open({ host, port }, addresses, signal);
    const before = await connection.status();
    if (before) return before;
    await started();
    connection.send(Buffer.concat([bytes, whenPrinted]));
    return await connection.printed(printWithin(bytes));
  } catch (error) {
    if (error instanceof Problem) return error.problem;
    throw error;
  } finally {
    await connection?.close();
  }
}

/** One raw TCP connection. Of what the printer sends, only status bytes are looked at. */
class Connection {
  readonly #socket: Socket;
  readonly #statuses: number[] = [];
  #printed = false;
  #failure: unknown;
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      for (const byte of chunk as Buffer)
        if (isStatus(byte)) this.#statuses.push(byte);
        else if (isPrinted(byte)) this.#printed = true;
      socket.emit('news');
    });
    socket.on('error', (error) => (this.#failure = error));
    socket.on('close', () => {
      this.#ended = true;
      socket.emit('news');
    });
  }

  static async open(target: Target, addresses: PrinterAddresses, signal: AbortSignal): Promise<Connection> {
    const socket = connect({ ...target, lookup: addresses.guardedLookup, noDelay: true });
    try {
      await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(connectMs)]) });
    } catch (error) {
      socket.on('error', () => undefined).destroy();
      throw new Problem(error instanceof AddressNotAllowed ? 'not_allowed' : 'unreachable', error);
    }
    return new Connection(socket);
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  async status(): Promise<PrintProblem | null> {
    const answers: number[] = [];
    for (const request of statusRequests) {
      this.#statuses.length = 0;
      this.send(request);
      await this.#until(() => this.#statuses.length > 0, answerMs);
      answers.push(this.#statuses.shift() ?? 0);
    }
    return problemOf(answers);
  }

  /** A printer that runs out of paper holds the answer back, so its status is asked for meanwhile. */
  async printed(withinMs: number): Promise<PrintProblem | null> {
    const end = performance.now() + withinMs;
    for (;;) {
      const isDone = await this.#until(() => this.#printed, pollMs).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Problem && error.problem === 'no_answer') return false;
          throw error;
        },
      );
      if (isDone) return null;
      const problem = await this.status();
      if (problem) return problem;
      if (performance.now() > end) return 'no_answer';
    }
  }

  /** Resolves when the printer has closed its side, too: it takes one connection at a time, and the next slip needs it. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#socket.end();
    await once(this.#socket, 'close', { signal: AbortSignal.timeout(closeMs) }).catch(() =>
      this.#socket.destroy(),
    );
  }

  async #until(holds: () => boolean, withinMs: number): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    while (!holds()) {
      if (this.#ended) throw new Problem('interrupted', this.#failure);
      try {
        await once(this.#socket, 'news', { signal });
      } catch (error) {
        // The socket's own error is followed by its end.
        if (signal.aborted) throw new Problem('no_answer', error);
      }
    }
  }
}
