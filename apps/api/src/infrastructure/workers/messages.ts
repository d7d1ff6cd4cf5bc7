/** What a worker is told when it begins. */
export interface WorkerSlot {
  /** From 1; whoever replaces a worker takes its number. */
  number: number;
  /** Of the engine that the primary holds, or null when a MongoDB is named. */
  storeUri: string | null;
  /** Whether somebody reads the log on a terminal: the worker itself writes into a pipe. */
  terminal: boolean;
}

/** How the others are: what each worker knows of them without asking. */
export interface Crew {
  wanted: number;
  /** The private port of each worker that serves, by its number. */
  doors: Record<number, number>;
}

export type ToWorker =
  | { type: 'seat'; seat: WorkerSlot }
  | { type: 'crew'; crew: Crew }
  /** Comes with the connection itself. */
  | { type: 'connection'; id: number }
  /** The port is open: say so to whoever has started us. */
  | { type: 'welcome'; port: number }
  | { type: 'question'; id: string; name: string }
  | { type: 'answers'; id: string; answers: unknown[] }
  | { type: 'stop' };

export type FromWorker =
  | { type: 'serving'; door: number }
  | { type: 'failed'; message: string }
  /** Once a second, so that new connections go where there are fewest, and a worker that hangs is noticed. */
  | { type: 'load'; connections: number }
  /** Said before the first byte of it is read. */
  | { type: 'taken'; id: number }
  | { type: 'leaving' }
  | { type: 'ask'; id: string; name: string }
  | { type: 'answer'; id: string; answer: unknown };

/** Socket.IO's adapter sends its own messages on the same line. */
const isOurs = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  typeof message.type === 'string' &&
  !('source' in message);

export const isToWorker = (message: unknown): message is ToWorker => isOurs(message);
export const isFromWorker = (message: unknown): message is FromWorker => isOurs(message);
