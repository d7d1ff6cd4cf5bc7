import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

const DLE = 0x10;
const ESC = 0x1b;
const GS = 0x1d;

/** The number of bytes of each command that the double knows, with its parameters. */
const lengths = new Map([
  [`${ESC} 0x40`, 2],
  [`${ESC} 0x74`, 3],
  [`${ESC} 0x61`, 3],
  [`${ESC} 0x45`, 3],
  [`${GS} 0x21`, 3],
  [`${GS} 0x42`, 3],
  [`${GS} 0x56`, 4],
  [`${GS} 0x72`, 3],
]);
const hex = (byte: number) => `0x${byte.toString(16)}`;

/** The letters of code page 858 that the tests print. */
const letters = new Map([
  [0x84, 'ä'],
  [0x8e, 'Ä'],
  [0x94, 'ö'],
  [0x99, 'Ö'],
  [0x81, 'ü'],
  [0x9a, 'Ü'],
  [0xe1, 'ß'],
  [0xd5, '€'],
  [0x85, 'à'],
  [0x8a, 'è'],
  [0x82, 'é'],
  [0x8d, 'ì'],
  [0x95, 'ò'],
  [0x97, 'ù'],
]);

/**
 * Replaces a network receipt printer: it decodes ESC/POS into lines of text, answers status requests, and can be out of
 * paper, open, silent or gone. As in a real printer, requests for the status are answered at once, and all other bytes in
 * turn. A byte that is not a known command or a known letter fails the test.
 */
export class PrinterDouble {
  /** Every slip that was cut off, as text. */
  readonly slips: string[] = [];
  /** Lines of paper that are left; none: out of paper. */
  paper = Number.POSITIVE_INFINITY;
  coverOpen = false;
  /** Accepts connections and answers nothing. */
  silent = false;
  /** Takes what it receives, reports no problem, and prints nothing. */
  stuck = false;
  /** Bytes of slips, over all connections. */
  received = 0;
  /** Drops the connection after this many more lines, once. */
  dropsAfter: number | null = null;
  connections = 0;
  mostAtOnce = 0;
  readonly unknown: string[] = [];
  #server: Server | undefined;
  #port = 0;
  #line = '';
  #lines: string[] = [];
  readonly #sockets = new Set<Socket>();

  static async open(): Promise<PrinterDouble> {
    const printer = new PrinterDouble();
    await printer.plugIn();
    return printer;
  }

  get port(): number {
    return this.#port;
  }

  /** Open connections. */
  get connected(): number {
    return this.#sockets.size;
  }

  /** Listens on the same port as before. */
  async plugIn(): Promise<void> {
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async unplug(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  slipsWith(text: string): string[] {
    return this.slips.filter((slip) => slip.includes(text));
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#sockets.size);
    const buffer: number[] = [];
    let realTime: number[] = [];
    const work = () => {
      while (buffer.length > 0 && this.paper > 0 && !this.coverOpen && !this.stuck && !socket.destroyed)
        if (!this.#step(buffer, socket)) return;
    };
    // Paper may come back while the slip is stuck.
    const timer = setInterval(work, 20);
    socket.on('data', (chunk: Buffer) => {
      if (this.silent) return;
      for (const byte of chunk) {
        const expected = [DLE, 0x04][realTime.length];
        if (realTime.length === 2) {
          socket.write(Buffer.of(this.#status(byte)));
          realTime = [];
        } else if (byte === expected) realTime.push(byte);
        else {
          buffer.push(...realTime, byte);
          this.received += 1;
          realTime = [];
        }
      }
      work();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      this.#sockets.delete(socket);
      // What was printed of a slip stays on the paper, and is thrown away here.
      this.#line = '';
      this.#lines = [];
    });
  }

  #status(n: number): number {
    const isOut = this.paper <= 0;
    if (n === 1) return 0x12 | (isOut || this.coverOpen ? 0x08 : 0);
    if (n === 2) return 0x12 | (this.coverOpen ? 0x04 : 0) | (isOut ? 0x20 : 0);
    return 0x12 | (isOut ? 0x60 : 0);
  }

  /** One command, line feed or letter. False: the rest of the command is still on its way. */
  #step(buffer: number[], socket: Socket): boolean {
    const [first = 0, second] = buffer;
    if (first === ESC || first === GS) {
      if (second === undefined) return false;
      const length = lengths.get(`${first} ${hex(second)}`);
      if (!length) this.unknown.push(`command ${hex(first)} ${hex(second)}`);
      if (buffer.length < (length ?? 2)) return false;
      buffer.splice(0, length ?? 2);
      if (first === GS && second === 0x56) {
        this.slips.push(this.#lines.join('\n'));
        this.#lines = [];
      }
      if (first === GS && second === 0x72) socket.write(Buffer.of(0));
      return true;
    }
    buffer.shift();
    if (first !== 0x0a) {
      this.#line += this.#letter(first);
      return true;
    }
    this.#lines.push(this.#line.trimEnd());
    this.#line = '';
    this.paper -= 1;
    if (this.dropsAfter !== null && this.dropsAfter-- <= 0) {
      this.dropsAfter = null;
      socket.destroy();
    }
    return true;
  }

  #letter(byte: number): string {
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    const letter = letters.get(byte);
    if (letter === undefined) this.unknown.push(`letter ${hex(byte)}`);
    return letter ?? '?';
  }
}
