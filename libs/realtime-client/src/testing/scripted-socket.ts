import type { RealtimeSocket } from '../socket.ts';

type Listener = (...args: unknown[]) => void;
type Acknowledge = (answer: unknown) => void;

/** A socket whose other end is the test. It behaves like socket.io-client in everything this library uses. */
export class ScriptedSocket implements RealtimeSocket {
  connected = false;
  auth: unknown;
  reconnects = true;
  readonly io = { reconnection: (on: boolean) => (this.reconnects = on) };
  /** Connection attempts so far. */
  tries = 0;
  /** Commands sent and not yet answered. */
  readonly sent: { event: string; payload: unknown; answer: Acknowledge }[] = [];
  /** Automatic answers by command. */
  readonly answers = new Map<string, (payload: unknown) => unknown>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #any = new Set<(event: string, ...args: unknown[]) => void>();

  on(event: string, listener: Listener): void {
    this.#of(event).add(listener);
  }
  off(event: string, listener: Listener): void {
    this.#of(event).delete(listener);
  }
  onAny(listener: (event: string, ...args: unknown[]) => void): void {
    this.#any.add(listener);
  }
  offAny(listener: (event: string, ...args: unknown[]) => void): void {
    this.#any.delete(listener);
  }
  get listeners(): number {
    return this.#any.size + [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  emit(event: string, payload: unknown, acknowledge: Acknowledge): void {
    const answer = this.answers.get(event);
    if (answer) acknowledge(answer(payload));
    else this.sent.push({ event, payload, answer: acknowledge });
  }
  connect(): void {
    this.tries++;
  }
  disconnect(): void {
    if (this.connected) this.cut('io client disconnect');
  }

  // --- The other end ---

  accept(rooms: string[] = []): void {
    this.connected = true;
    this.#tell('connect');
    this.say('registered', { userId: 'u1', role: 'staff', rooms });
  }
  refuse(message: string, code?: string): void {
    this.#tell('connect_error', Object.assign(new Error(message), code ? { data: { code } } : {}));
  }
  cut(reason = 'transport close'): void {
    this.connected = false;
    this.sent.length = 0;
    this.#tell('disconnect', reason);
  }
  say(event: string, ...args: unknown[]): void {
    for (const listener of this.#any) listener(event, ...args);
    this.#tell(event, ...args);
  }
  /** The oldest unanswered command of this name. */
  question(event: string): { payload: unknown; answer: Acknowledge } {
    const index = this.sent.findIndex((it) => it.event === event);
    if (index < 0) throw new Error(`no unanswered ${event}`);
    return this.sent.splice(index, 1)[0]!;
  }

  #tell(event: string, ...args: unknown[]): void {
    for (const listener of this.#of(event)) listener(...args);
  }
  #of(event: string): Set<Listener> {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known);
    return known;
  }
}
