/** What the primary sends a worker at its start. */
export interface WorkerSlot {
  /** Starts at 1. A replacement gets the number of the worker that it replaces. */
  number: number;
  /** The URI of the primary's embedded engine; null if MONGODB_URI is set. */
  storeUri: string | null;
  /** Whether the log goes to a terminal. The worker cannot see that, because it writes into a pipe. */
  terminal: boolean;
}

/** The state of all workers, which the primary sends to each of them after a change. */
export interface PoolState {
  wanted: number;
  /** The private port of each running worker, by its number. */
  ports: Record<number, number>;
}

export type ToWorker =
  | { type: 'slot'; slot: WorkerSlot }
  | { type: 'pool'; pool: PoolState }
  /** Sent together with the connection's handle. */
  | { type: 'connection'; id: number }
  /** The port is open: the worker prints the start banner. */
  | { type: 'open'; port: number }
  | { type: 'question'; id: string; name: string }
  | { type: 'answers'; id: string; answers: unknown[] }
  | { type: 'stop' };

export type FromWorker =
  | { type: 'serving'; port: number }
  | { type: 'failed'; message: string }
  /** Sent every second, so that new connections go to the worker with the fewest, and a hanging worker is noticed. */
  | { type: 'load'; connections: number }
  /** Confirms a connection, before its first byte is read. */
  | { type: 'taken'; id: number }
  | { type: 'leaving' }
  | { type: 'ask'; id: string; name: string }
  | { type: 'answer'; id: string; answer: unknown };

/** Socket.IO's cluster adapter sends its own messages over the same channel. */
const isOurs = (message: unknown): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  typeof message.type === 'string' &&
  !('source' in message);

export const isToWorker = (message: unknown): message is ToWorker => isOurs(message);
export const isFromWorker = (message: unknown): message is FromWorker => isOurs(message);
