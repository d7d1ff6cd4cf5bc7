import { room } from '@passline/contracts/browser';
import { BehaviorSubject, from, lastValueFrom, mergeMap, Observable } from 'rxjs';
import type { Feed } from './feed.ts';
import { withRetries, type RetryOptions } from './retries.ts';
import { RealtimeError } from './realtime-error.ts';
import type { ConnectionSession } from './connection-session.ts';

export type JoinKind = 'order' | 'restaurant' | 'storefront' | 'delivery';

export interface JoinState {
  state: 'joining' | 'joined';
  /** The server's name of the room; known after the first answer. */
  room: string | null;
}

interface Join {
  readonly kind: JoinKind;
  readonly id: string;
  readonly state: BehaviorSubject<JoinState>;
  room: string;
  subscribers: number;
}

/** The rooms that the app joined: kept while there are subscribers and joined again after every reconnect. */
export class Rooms {
  readonly #joins = new Map<string, Join>();
  /** Rooms left during this connection: an answer still in transit must not add them again. */
  readonly #left = new Set<string>();
  #automatic: ReadonlySet<string> = new Set();
  #session: ConnectionSession | null = null;

  constructor(
    private readonly feed: Feed,
    private readonly retries: RetryOptions,
    /** Called when a join stays unanswered although the connection works. */
    private readonly unanswered: (session: ConnectionSession, error: RealtimeError) => void,
  ) {}

  join(kind: JoinKind, id: string): Observable<JoinState> {
    return new Observable((subscriber) => {
      const join = this.#joins.get(keyOf(kind, id)) ?? this.#open(kind, id);
      join.subscribers++;
      subscriber.add(join.state.subscribe(subscriber));
      subscriber.add(() => {
        if (--join.subscribers === 0) this.#close(join);
      });
    });
  }

  wants(stream: string): boolean {
    return !this.#left.has(stream);
  }

  /**
   * Sets the rooms that the server joined automatically. Returns the followed rooms to which the right was withdrawn. A
   * storefront is not among them: the server leaves it when the customer's order there is over.
   */
  adopt(rooms: readonly string[]): string[] {
    this.#automatic = new Set(rooms);
    const left = this.feed.sequencer.streams.filter(
      (stream) => !this.#automatic.has(stream) && !this.#holds(stream),
    );
    for (const stream of left) if (isStorefront(stream)) this.feed.forget(stream);
    return left.filter((stream) => !isStorefront(stream));
  }

  /** Joins all rooms again, a few at a time: more at once would exceed the server's rate limit. */
  async enter(session: ConnectionSession): Promise<void> {
    if (this.#session !== session) this.#left.clear();
    this.#session = session;
    const joins = from([...this.#joins.values()]);
    await lastValueFrom(joins.pipe(mergeMap((join) => this.#enter(session, join), 8)), {
      defaultValue: null,
    });
  }

  sessionEnded(): void {
    this.#session = null;
    for (const { state } of this.#joins.values())
      if (state.value.state !== 'joining') state.next({ ...state.value, state: 'joining' });
  }

  revoke(room: string, reason: string): void {
    this.feed.forget(room);
    for (const join of [...this.#joins.values()])
      if (join.room === room) this.#fail(join, new RealtimeError('access_revoked', reason));
  }

  complete(): void {
    for (const join of [...this.#joins.values()]) {
      this.#joins.delete(keyOf(join.kind, join.id));
      join.state.complete();
    }
  }

  #holds(room: string): boolean {
    return [...this.#joins.values()].some((join) => join.room === room);
  }

  #open(kind: JoinKind, id: string): Join {
    // A delivery has no stream of its own: its events are in the stream of its order.
    const room = `${kind === 'delivery' ? 'order' : kind}:${id}`;
    const state = new BehaviorSubject<JoinState>({ state: 'joining', room: null });
    const join: Join = { kind, id, state, room, subscribers: 0 };
    this.#joins.set(keyOf(kind, id), join);
    if (this.#session) void this.#enter(this.#session, join);
    return join;
  }

  /** Never rejects: subscribers of the room get the error, or the next connection joins the room again. */
  async #enter(session: ConnectionSession, join: Join): Promise<void> {
    this.#left.delete(join.room);
    try {
      const answer = await withRetries(session, this.retries, () => {
        if (!this.#isOpen(join)) throw new RealtimeError('stopped', 'the room has no subscribers any more');
        const position = this.feed.resume(join.room);
        const target = position ? { id: join.id, after: position.seq, epoch: position.epoch } : join.id;
        return session.ask(`join:${join.kind}`, target);
      });
      if (!this.#isOpen(join)) return;
      join.room = answer.room;
      this.feed.joined(answer);
      join.state.next({ state: 'joined', room: answer.room });
    } catch (error) {
      if (session.ended || !this.#isOpen(join)) return;
      if (error instanceof RealtimeError && error.transient) {
        this.unanswered(session, error);
        return;
      }
      if (!this.#automatic.has(join.room)) this.feed.forget(join.room);
      this.#fail(join, error);
    }
  }

  #fail(join: Join, error: unknown): void {
    this.#joins.delete(keyOf(join.kind, join.id));
    join.state.error(error);
  }

  #isOpen(join: Join): boolean {
    return this.#joins.get(keyOf(join.kind, join.id)) === join;
  }

  #close(join: Join): void {
    if (!this.#isOpen(join)) return;
    this.#joins.delete(keyOf(join.kind, join.id));
    if (this.#automatic.has(join.room) || this.#holds(join.room)) return;
    this.#left.add(join.room);
    this.feed.forget(join.room);
    const session = this.#session;
    if (!session) return;
    withRetries(session, this.retries, async () => {
      // The room may have been joined again in the meantime.
      if (this.#left.has(join.room)) await session.ask(`leave:${join.kind}`, join.id);
    }).catch((error: unknown) => {
      if (!session.ended) this.retries.report(error);
    });
  }
}

const isStorefront = (stream: string) => stream.startsWith(room.storefront(''));
const keyOf = (kind: JoinKind, id: string) => `${kind} ${id}`;
