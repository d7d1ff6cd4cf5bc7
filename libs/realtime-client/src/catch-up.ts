import type { StreamPositions } from '@passline/contracts';
import { Subject, type SchedulerLike } from 'rxjs';
import { backoffDelay, type Backoff } from './backoff.ts';
import type { Feed } from './feed.ts';
import { persistently, type Persistence } from './persistently.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Rooms } from './rooms.ts';
import type { Session } from './session.ts';

export interface GapPatience {
  /** Two nodes deliver a little out of step: this long a gap is left to close by itself. */
  grace: number;
  /** After this long without any progress a gap is given up: the app reloads. */
  giveUpAfter: number;
}

/** Asks for what was missed: at the start of every session, and whenever the sequencer lacks something. */
export class CatchUp {
  readonly denied = new Subject<string>();
  #session: Session | null = null;
  #healing = false;
  /** Rounds that brought nothing: they must come slower and slower. */
  #fruitless = 0;
  readonly #stuck = new Map<string, { at: number; since: number }>();

  constructor(
    private readonly feed: Feed,
    private readonly rooms: Rooms,
    private readonly persistence: Persistence,
    private readonly patience: GapPatience,
    private readonly scheduler: SchedulerLike,
  ) {
    feed.changed.subscribe(() => this.#notice());
  }

  /** Resolves when everything that happened before is here. */
  async begin(session: Session, automatic: readonly string[]): Promise<void> {
    for (const stream of automatic) this.feed.resume(stream);
    await Promise.all([
      persistently(session, this.persistence, () => this.#sync(session, () => automatic)),
      this.rooms.enter(session),
    ]);
    this.#session = session;
    this.#notice();
  }

  sessionEnded(): void {
    this.#session = null;
    this.#fruitless = 0;
    this.#stuck.clear();
  }

  async #sync(session: Session, streams: () => readonly string[]): Promise<void> {
    const { sequencer } = this.feed;
    const mark = sequencer.mark();
    for (let asked: StreamPositions = {}; ;) {
      const before = asked;
      asked = pick(sequencer.received(), streams());
      const answer = await session.ask('sync', { streams: asked });
      this.feed.synced(asked, answer, (stream) => this.rooms.wants(stream));
      for (const stream of answer.denied) this.denied.next(stream);
      if (!answer.more) break;
      // Only progress may go on: else the two of us would turn in a circle.
      if (JSON.stringify(before) === JSON.stringify(asked))
        throw new RealtimeError('bad_answer', 'sync says that there is more, and gives nothing');
    }
    sequencer.settle(mark);
  }

  #notice(): void {
    if (this.#session && !this.#healing && this.feed.sequencer.behind) void this.#heal(this.#session);
  }

  async #heal(session: Session): Promise<void> {
    this.#healing = true;
    const { backoff, random, report } = this.persistence;
    try {
      await session.pause(this.patience.grace + (this.#fruitless > 0 ? this.#pace(backoff, random) : 0));
      const before = this.feed.sequencer.received();
      const gaps = this.feed.sequencer.gaps();
      if (this.feed.sequencer.behind) await this.#sync(session, () => gaps);
      const after = this.feed.sequencer.received();
      this.#fruitless = gaps.every((stream) => before[stream]?.seq === after[stream]?.seq)
        ? this.#fruitless + 1
        : 0;
    } catch (error) {
      // If the session is over, the next one begins by catching up.
      if (!session.ended) {
        this.#fruitless++;
        report(error);
      }
    } finally {
      this.#healing = false;
    }
    if (!session.ended) this.#giveUpWhatIsStuck();
    this.#notice();
  }

  #giveUpWhatIsStuck(): void {
    const now = this.scheduler.now();
    const received = this.feed.sequencer.received();
    const gaps = new Set(this.feed.sequencer.gaps());
    for (const stream of this.#stuck.keys()) if (!gaps.has(stream)) this.#stuck.delete(stream);
    for (const stream of gaps) {
      const at = received[stream]?.seq ?? 0;
      const known = this.#stuck.get(stream);
      if (known?.at !== at) this.#stuck.set(stream, { at, since: now });
      else if (now - known.since >= this.patience.giveUpAfter) this.feed.giveUp(stream);
    }
  }

  #pace(backoff: Backoff, random: () => number): number {
    return backoffDelay({ ...backoff, max: Math.min(backoff.max, 2_000) }, this.#fruitless - 1, random);
  }
}

const pick = (positions: StreamPositions, streams: readonly string[]): StreamPositions =>
  Object.fromEntries(Object.entries(positions).filter(([stream]) => streams.includes(stream)));
