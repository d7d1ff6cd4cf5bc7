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

export interface ReceivedEvent<N extends WireEventName = WireEventName> {
  event: N;
  payload: WirePayload<N>;
  meta: Meta | undefined;
}

type Options = Partial<ManagerOptions & SocketOptions>;

const timeLimitMs = 20_000;
const open = new Set<Connection>();
const violations: string[] = [];

/** Closes the test's connections; fails if the server has sent anything that the contract does not allow. */
export function closeSockets(): void {
  for (const connection of open) connection.close();
  open.clear();
  const found = violations.splice(0);
  if (found.length > 0) throw new Error(`the server violates the contract:\n${found.join('\n')}`);
}

/** A plain Socket.IO client that records all events and checks them against the contract. */
export class Connection {
  readonly socket: Socket;
  readonly received: ReceivedEvent[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(url: string, auth: unknown, options: Options) {
    this.socket = io(url, {
      auth: auth as Record<string, unknown>,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...options,
    });
    this.socket.onAny((event: string, ...args: unknown[]) => this.#record(event, args));
    this.socket.on('disconnect', () => this.#look());
    open.add(this);
  }

  /** Resolves when the server has registered the connection. */
  static async open(url: string, auth: unknown, options: Options = {}): Promise<Connection> {
    const connection = new Connection(url, auth, options);
    await Promise.race([
      connection.next('registered'),
      new Promise((_, reject) => connection.socket.once('connect_error', reject)),
    ]);
    return connection;
  }

  static as(url: string, token: string | undefined, options: Options = {}): Promise<Connection> {
    return Connection.open(url, { token }, options);
  }

  /** For namespaces that the contract does not describe. */
  static plain(url: string, auth: object): Socket {
    return io(url, { auth, forceNew: true, reconnection: false, transports: ['websocket'] });
  }

  /** Resolves with the reason of a rejected handshake; throws if it is accepted. */
  static async refused(url: string, auth: unknown, options: Options = {}) {
    const connection = new Connection(url, auth, options);
    return new Promise<{ message: string; data: { code: string } }>((resolve, reject) => {
      connection.socket.once('connect_error', (error) =>
        resolve(error as unknown as { message: string; data: { code: string } }),
      );
      connection.socket.once('connect', () => reject(new Error('the handshake was not refused')));
    });
  }

  /** Resolves with the reason of a connection that closes before the handshake is answered; throws if it is answered. */
  static async closedUnanswered(url: string, auth: unknown): Promise<string> {
    const connection = new Connection(url, auth, {});
    return new Promise((resolve, reject) => {
      connection.socket.once('disconnect', resolve);
      connection.socket.once('connect_error', reject);
      connection.socket.once('connect', () => reject(new Error('the handshake was not refused')));
    });
  }

  get rooms(): string[] {
    return this.of('registered').at(-1)?.payload.rooms ?? [];
  }

  of<N extends WireEventName>(event: N): ReceivedEvent<N>[] {
    return this.received.filter((one): one is ReceivedEvent<N> => one.event === event);
  }

  /** The first matching event, whether it has arrived already or not. */
  async next<N extends WireEventName>(
    event: N,
    fits: (payload: WirePayload<N>) => boolean = () => true,
  ): Promise<ReceivedEvent<N>> {
    const look = () => this.of(event).find(({ payload }) => fits(payload));
    await this.#until(() => look() !== undefined, `${event} was not received in time`);
    return look()!;
  }

  async closed(): Promise<void> {
    await this.#until(() => this.socket.disconnected, 'the connection was not closed in time');
  }

  async ask<N extends CommandName>(name: N, payload?: CommandPayload<N>): Promise<CommandAnswer<N>> {
    return this.send(name, payload);
  }

  /** Resolves with the acknowledgement; throws if the command is rejected. */
  async ok<N extends CommandName>(
    name: N,
    payload?: CommandPayload<N>,
  ): Promise<Extract<CommandAnswer<N>, { ok: true }>> {
    const answer = await this.ask(name, payload);
    if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.error)}`);
    return answer;
  }

  async rejected(name: string, ...payload: unknown[]): Promise<CommandError> {
    const answer = await this.send(name, ...payload);
    if (answer.ok) throw new Error(`${name} was not refused: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  async send(name: string, ...payload: unknown[]): Promise<Answer<object>> {
    const answer = (await this.socket.timeout(timeLimitMs).emitWithAck(name, ...payload)) as Answer<object>;
    checkAnswer(name, answer);
    return answer;
  }

  /** Resolves when all earlier commands are done and all earlier events have arrived: the transport keeps the order. */
  async caughtUp(): Promise<void> {
    await this.ok('register');
  }

  close(): void {
    this.socket.disconnect();
    this.#timers.forEach(clearTimeout);
    open.delete(this);
  }

  async #until(holds: () => boolean, otherwise: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${otherwise}; received ${this.received.map(({ event }) => event).join(', ')}`));
      }, timeLimitMs);
      this.#timers.add(timer);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#timers.delete(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  #record(event: string, args: unknown[]): void {
    const violation = violationOf(event, args);
    if (violation) violations.push(`${event}: ${violation}: ${JSON.stringify(args)}`);
    const [payload, meta] = args;
    this.received.push({ event, payload, meta } as ReceivedEvent);
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

function violationOf(event: string, [payload, meta, ...rest]: unknown[]): string | null {
  if (!Object.hasOwn(wireEvents, event)) return 'is not in the contract';
  const known: WireEvent = wireEvents[event as WireEventName];
  const parsed = known.payload.safeParse(payload);
  if (!parsed.success) return parsed.error.message;
  if (!isDeepStrictEqual(parsed.data, payload)) return 'has more fields than the contract';
  const hasMeta = Meta.safeParse(meta).success;
  if (isDurable(event as WireEventName) !== hasMeta) return hasMeta ? 'has a meta' : 'has no fitting meta';
  return rest.length > 0 ? 'has too many arguments' : null;
}

function checkAnswer(name: string, answer: Answer<object>): void {
  if (!answer.ok) {
    const keys = Object.keys(answer);
    if (keys.length !== 2 || !CommandError.strict().safeParse(answer.error).success)
      violations.push(`the refusal of ${name}: ${JSON.stringify(answer)}`);
    return;
  }
  const body = Object.fromEntries(Object.entries(answer).filter(([key]) => key !== 'ok'));
  const parsed = commands[name as CommandName].answer.safeParse(body);
  if (!parsed.success || !isDeepStrictEqual(parsed.data, body))
    violations.push(
      `the answer to ${name}: ${parsed.error?.message ?? 'too much'}: ${JSON.stringify(answer)}`,
    );
}
