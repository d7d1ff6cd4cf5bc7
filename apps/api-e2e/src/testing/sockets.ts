import { isDeepStrictEqual } from 'node:util';
import {
  type Answer,
  CommandError,
  type CommandAnswer,
  type CommandName,
  type CommandPayload,
  Meta,
  type WireEvent,
  type WireEventName,
  type WirePayload,
  commands,
  isDurable,
  wireEvents,
} from '@passline/contracts';
import { type ManagerOptions, type Socket, type SocketOptions, io } from 'socket.io-client';

export interface Heard<N extends WireEventName = WireEventName> {
  event: N;
  payload: WirePayload<N>;
  meta: Meta | undefined;
}

type Options = Partial<ManagerOptions & SocketOptions>;

const patienceMs = 20_000;
const open = new Set<Ear>();
const misfits: string[] = [];

/** Ends what a spec has opened, and fails it when the server said anything that the contract does not. */
export function closeSockets(): void {
  for (const ear of open) ear.close();
  open.clear();
  const found = misfits.splice(0);
  if (found.length > 0) throw new Error(`the server does not keep to its contract:\n${found.join('\n')}`);
}

/** A plain Socket.IO client that remembers all that it hears, and holds the server to the catalogue. */
export class Ear {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #impatience = new Set<NodeJS.Timeout>();

  private constructor(url: string, auth: unknown, options: Options) {
    this.socket = io(url, {
      auth: auth as Record<string, unknown>,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...options,
    });
    this.socket.onAny((event: string, ...args: unknown[]) => this.#hear(event, args));
    this.socket.on('disconnect', () => this.#look());
    open.add(this);
  }

  /** Let in and registered. */
  static async open(url: string, auth: unknown, options: Options = {}): Promise<Ear> {
    const ear = new Ear(url, auth, options);
    await Promise.race([
      ear.next('registered'),
      new Promise((_, reject) => ear.socket.once('connect_error', reject)),
    ]);
    return ear;
  }

  static as(url: string, token: string | undefined, options: Options = {}): Promise<Ear> {
    return Ear.open(url, { token }, options);
  }

  /** For what is not of our catalogue. */
  static plain(url: string, auth: object): Socket {
    return io(url, { auth, forceNew: true, reconnection: false, transports: ['websocket'] });
  }

  /** Why a handshake was refused; fails when it was not. */
  static async refused(url: string, auth: unknown, options: Options = {}) {
    const ear = new Ear(url, auth, options);
    return new Promise<{ message: string; data: { code: string } }>((resolve, reject) => {
      ear.socket.once('connect_error', (error) =>
        resolve(error as unknown as { message: string; data: { code: string } }),
      );
      ear.socket.once('connect', () => reject(new Error('the handshake was not refused')));
    });
  }

  /** Why the connection was closed before the handshake was answered; fails when it was answered. */
  static async closedUnanswered(url: string, auth: unknown): Promise<string> {
    const ear = new Ear(url, auth, {});
    return new Promise((resolve, reject) => {
      ear.socket.once('disconnect', resolve);
      ear.socket.once('connect_error', reject);
      ear.socket.once('connect', () => reject(new Error('the handshake was not refused')));
    });
  }

  get rooms(): string[] {
    return this.of('registered').at(-1)?.payload.rooms ?? [];
  }

  of<N extends WireEventName>(event: N): Heard<N>[] {
    return this.heard.filter((one): one is Heard<N> => one.event === event);
  }

  /** The first of these that fits, heard already or to come. */
  async next<N extends WireEventName>(
    event: N,
    fits: (payload: WirePayload<N>) => boolean = () => true,
  ): Promise<Heard<N>> {
    const look = () => this.of(event).find(({ payload }) => fits(payload));
    await this.#until(() => look() !== undefined, `it never heard ${event}`);
    return look()!;
  }

  async closed(): Promise<void> {
    await this.#until(() => this.socket.disconnected, 'it was never closed');
  }

  async ask<N extends CommandName>(name: N, payload?: CommandPayload<N>): Promise<CommandAnswer<N>> {
    return this.send(name, payload);
  }

  /** What a command answers besides `ok`; fails when it is refused. */
  async ok<N extends CommandName>(
    name: N,
    payload?: CommandPayload<N>,
  ): Promise<Extract<CommandAnswer<N>, { ok: true }>> {
    const answer = await this.ask(name, payload);
    if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.error)}`);
    return answer;
  }

  async no(name: string, ...payload: unknown[]): Promise<CommandError> {
    const answer = await this.send(name, ...payload);
    if (answer.ok) throw new Error(`${name} was not refused: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  async send(name: string, ...payload: unknown[]): Promise<Answer<object>> {
    const answer = (await this.socket.timeout(patienceMs).emitWithAck(name, ...payload)) as Answer<object>;
    checkAnswer(name, answer);
    return answer;
  }

  /** All that it asked for is done and all that was said to it before has come: the transport keeps the order. */
  async caughtUp(): Promise<void> {
    await this.ok('register');
  }

  close(): void {
    this.socket.disconnect();
    this.#impatience.forEach(clearTimeout);
    open.delete(this);
  }

  async #until(isSo: () => boolean, otherwise: string): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const impatience = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${otherwise}; it heard ${this.heard.map(({ event }) => event).join(', ')}`));
      }, patienceMs);
      this.#impatience.add(impatience);
      const look = () => {
        if (!isSo()) return;
        clearTimeout(impatience);
        this.#impatience.delete(impatience);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  #hear(event: string, args: unknown[]): void {
    const misfit = misfitOf(event, args);
    if (misfit) misfits.push(`${event}: ${misfit}: ${JSON.stringify(args)}`);
    const [payload, meta] = args;
    this.heard.push({ event, payload, meta } as Heard);
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

function misfitOf(event: string, [payload, meta, ...rest]: unknown[]): string | null {
  if (!Object.hasOwn(wireEvents, event)) return 'is not in the catalogue';
  const known: WireEvent = wireEvents[event as WireEventName];
  const parsed = known.payload.safeParse(payload);
  if (!parsed.success) return parsed.error.message;
  if (!isDeepStrictEqual(parsed.data, payload)) return 'says more than the catalogue';
  const hasMeta = Meta.safeParse(meta).success;
  if (isDurable(event as WireEventName) !== hasMeta) return hasMeta ? 'has a meta' : 'has no fitting meta';
  return rest.length > 0 ? 'has too many arguments' : null;
}

function checkAnswer(name: string, answer: Answer<object>): void {
  if (!answer.ok) {
    const keys = Object.keys(answer);
    if (keys.length !== 2 || !CommandError.strict().safeParse(answer.error).success)
      misfits.push(`the refusal of ${name}: ${JSON.stringify(answer)}`);
    return;
  }
  const body = Object.fromEntries(Object.entries(answer).filter(([key]) => key !== 'ok'));
  const parsed = commands[name as CommandName].answer.safeParse(body);
  if (!parsed.success || !isDeepStrictEqual(parsed.data, body))
    misfits.push(`the answer to ${name}: ${parsed.error?.message ?? 'too much'}: ${JSON.stringify(answer)}`);
}
