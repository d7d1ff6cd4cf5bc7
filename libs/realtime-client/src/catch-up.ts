import type { StreamPositions } from '@passline/contracts';
import { Subject, type SchedulerLike } from 'rxjs';
import { backoffDelay, type Backoff } from './backoff.ts';
import type { Feed } from './feed.ts';
import { withRetries, type RetryOptions } from './retries.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Rooms } from './rooms.ts';
import type { ConnectionSession } from './connection-session.ts';

export interface GapTimeouts {
  /** Nodes deliver slightly out of step, so a gap has this long to close before the client asks for it. */
  grace: number;
  /** A gap without progress for this long is given up, and the app reloads the stream. */
  giveUpAfter: number;
}

/** Fetches missed events: at the start of every connection, and whenever the sequencer has a gap. */
export class CatchUp {
  readonly denied = new Subject<string>();
  #session: ConnectionSession | null = null;
  #healing = false;
  /** Rounds in a row that closed no gap: each one waits longer than the last. */
  #roundsWithoutProgress = 0;
  readonly #stuck = new Map<string, { at: number; since: number }>();

  constructor(
    private readonly feed: Feed,
    private readonly rooms: Rooms,
    private readonly retries: RetryOptions,
    private readonly timeouts: GapTimeouts,
    private readonly scheduler: SchedulerLike,
  ) {
    feed.changed.subscribe(() => this.#healIfBehind());
  }

  /** Resolves when every earlier event has been received. */
  async begin(session: ConnectionSession, automatic: readonly string[]): Promise<void> {
    for (const stream of automatic) this.feed.resume(stream);
    await Promise.all([
      withRetries(session, this.retries, () => this.#sync(session, () => automatic)),
      this.rooms.enter(session),
    ]);
    this.#session = session;
    this.#healIfBehind();
  }

  sessionEnded(): void {
    this.#session = null;
    this.#roundsWithoutProgress = 0;
    this.#stuck.clear();
  }

  async #sync(session: ConnectionSession, streams: () => readonly string[]): Promise<void> {
    const { sequencer } = this.feed;
    const mark = sequencer.mark();
    for (let asked: StreamPositions = {}; ;) {
      const before = asked;
      asked = pick(sequencer.received(), streams());
      const answer = await session.ask('sync', { streams: asked });
      this.feed.synced(asked, answer, (stream) => this.rooms.wants(stream));
      for (const stream of answer.denied) this.denied.next(stream);
      if (!answer.more) break;
      // Asks again only after progress. Otherwise client and server would repeat the same exchange forever.
      if (JSON.stringify(before) === JSON.stringify(asked))
        throw new RealtimeError('bad_answer', 'the sync answer has "more" set but contains no new events');
    }
    sequencer.settle(mark);
  }

  #healIfBehind(): void {
    if (this.#session && !this.#healing && this.feed.sequencer.behind) void this.#heal(this.#session);
  }

  async #heal(session: ConnectionSession): Promise<void> {
    this.#healing = true;
    const { backoff, random, report } = this.retries;
    try {
      await session.pause(
        this.timeouts.grace + (this.#roundsWithoutProgress > 0 ? this.#delay(backoff, random) : 0),
      );
      const before = this.feed.sequencer.received();
      const gaps = this.feed.sequencer.gaps();
      if (this.feed.sequencer.behind) await this.#sync(session, () => gaps);
      const after = this.feed.sequencer.received();
      this.#roundsWithoutProgress = gaps.every((stream) => before[stream]?.seq === after[stream]?.seq)
        ? this.#roundsWithoutProgress + 1
        : 0;
    } catch (error) {
      // When the connection has ended, the next one starts with a catch-up.
      if (!session.ended) {
        this.#roundsWithoutProgress++;
        report(error);
      }
    } finally {
      this.#healing = false;
    }
    if (!session.ended) this.#giveUpStuckGaps();
    this.#healIfBehind();
  }

  #giveUpStuckGaps(): void {
    const now = this.scheduler.now();
    const received = this.feed.sequencer.received();
    const gaps = new Set(this.feed.sequencer.gaps());
    for (const stream of this.#stuck.keys()) if (!gaps.has(stream)) this.#stuck.delete(stream);
    for (const stream of gaps) {
      const at = received[stream]?.seq ?? 0;
      const known = this.#stuck.get(stream);
      if (known?.at !== at) this.#stuck.set(stream, { at, since: now });
      else if (now - known.since >= this.timeouts.giveUpAfter) this.feed.giveUp(stream);
    }
  }

  #delay(backoff: Backoff, random: () => number): number {
    return backoffDelay(
      { ...backoff, max: Math.min(backoff.max, 2_000) },
      this.#roundsWithoutProgress - 1,
      random,
    );
  }
}

const pick = (positions: StreamPositions, streams: readonly string[]): StreamPositions =>
  Object.fromEntries(Object.entries(positions).filter(([stream]) => streams.includes(stream)));
