import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './server.ts';

/** Loaded before the server's code: its clock shows the time of the test's, which only the test moves ahead. */
const moved = (file: string) =>
  `--import=data:text/javascript,${encodeURIComponent(
    `import { readFileSync } from 'node:fs';
     const Real = Date;
     let ahead = 0;
     const read = () => { ahead = Number(readFileSync(${JSON.stringify(file)}, 'utf8')) || ahead; };
     read();
     setInterval(read, 50).unref();
     globalThis.Date = class Date extends Real {
       constructor(...args) { if (args.length > 0) super(...args); else super(Real.now() + ahead); }
       static now() { return Real.now() + ahead; }
       static [Symbol.hasInstance](value) { return Real.prototype.isPrototypeOf(value); }
     };`,
  )}`;

/** A clock for a server, moved by hand. Timers of the server keep their real length; it finds due work within 17 s. */
export class HandClock {
  readonly #file = join(temporaryDirectory(), 'milliseconds-ahead');
  #ahead = 0;

  constructor(at = new Date()) {
    this.moveTo(at);
  }

  get env(): Record<string, string> {
    return { NODE_OPTIONS: moved(this.#file) };
  }

  get now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  moveTo(at: Date): void {
    this.#ahead = at.getTime() - Date.now();
    writeFileSync(this.#file, String(this.#ahead));
  }
}
