import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Actor, AggregateNotFound, type AggregateStore, type Origin, newId } from '@passline/event-log';
import type { Model } from 'mongoose';
import { batchedById } from '../../infrastructure/database/batched-by-id.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { allPublished } from '../../infrastructure/events/all-published.ts';
import type { Account } from '../accounts/account.ts';
import { knownForMs } from '../accounts/accounts.service.ts';
import type { SessionEnd } from './auth.events.ts';
import { RefreshTokens, type Verdict } from './refresh-tokens.ts';
import { SESSION, type SessionDoc } from './session.schema.ts';

const lifetimeMs = 30 * 24 * 3_600_000;
const livesUntil = (now: Date) => new Date(now.getTime() + lifetimeMs);
export const isOver = (session: SessionDoc, now: Date) =>
  session.endedAt !== null || session.expiresAt <= now;

/**
 * Whether a session is valid: the user is enabled, has not been signed out everywhere since, and has not changed the
 * password since (except in this session).
 *
 * This compares counts, not times, because clocks may jump or differ between nodes.
 */
export const isLive = (session: SessionDoc, user: Account, now: Date): boolean =>
  session.userId === user._id &&
  !isOver(session, now) &&
  !user.disabled &&
  (session.signOuts ?? 0) === (user.signOuts ?? 0) &&
  ((session.passwordChanges ?? 0) === (user.passwordChanges ?? 0) || session._id === user.passwordChangedBy);

@Injectable()
export class SessionsRepository {
  readonly #store: AggregateStore<SessionDoc>;
  readonly #known = new ReadCache<SessionDoc | null>(knownForMs, 10_000);
  readonly #reads = batchedById((ids) => this.sessions.find({ _id: { $in: ids } }).lean<SessionDoc[]>());

  constructor(
    @InjectModel(SESSION) private readonly sessions: Model<SessionDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(sessions, 'session');
  }

  async open(
    { _id: userId, role, passwordChanges = 0, signOuts = 0 }: Account,
    origin: Origin,
  ): Promise<SessionDoc> {
    const now = new Date();
    const _id = newId();
    return this.#store.insert(
      {
        _id,
        userId,
        seed: RefreshTokens.newSeed(),
        generation: 1,
        rotatedAt: now,
        createdAt: now,
        passwordChanges,
        signOuts,
        expiresAt: livesUntil(now),
        endedAt: null,
        endedBecause: null,
      },
      role === 'operator' ? [{ type: 'session.opened', data: { sessionId: _id, userId } }] : [],
      { id: userId, role, origin },
    );
  }

  async find(id: string): Promise<SessionDoc | null> {
    return this.sessions.findById(id).lean<SessionDoc>();
  }

  /** For checks of every request: the end of a session is visible at once on this node, see `forget`. */
  async known(id: string): Promise<SessionDoc | null> {
    return this.#known.get(id, () => this.#reads.add(id));
  }

  /** Call it when a session has ended on any node. */
  forget(id: string): void {
    this.#known.forget(id);
  }

  /** When one token is exchanged several times at once, the first exchange rotates; the others get the same session back. */
  async rotate(
    id: string,
    judge: (session: SessionDoc) => Verdict,
  ): Promise<{ session: SessionDoc; verdict: Verdict | undefined }> {
    const result: { verdict?: Verdict } = {};
    const session = await this.#store.mutate(
      id,
      (found) => {
        result.verdict = judge(found);
        if (result.verdict !== 'current') return null;
        const now = new Date();
        return {
          change: { generation: found.generation + 1, rotatedAt: now, expiresAt: livesUntil(now) },
          events: [],
        };
      },
      { actor: null },
    );
    return { session, verdict: result.verdict };
  }

  async end(id: string, because: SessionEnd, actor: Actor | null): Promise<void> {
    try {
      await this.#store.mutate(
        id,
        (session) =>
          session.endedAt
            ? null
            : {
                change: { endedAt: new Date(), endedBecause: because },
                events: [{ type: 'session.ended', data: { sessionId: id, userId: session.userId, because } }],
              },
        { actor },
      );
    } catch (error) {
      // The session has expired and was deleted, so it is over already.
      if (!(error instanceof AggregateNotFound)) throw error;
    } finally {
      this.forget(id);
    }
  }

  /** The newest 200 sessions, newest first. */
  async latestOf(userId: string): Promise<SessionDoc[]> {
    return this.sessions.find({ userId }).sort({ createdAt: -1 }).limit(200).lean<SessionDoc[]>();
  }

  async of(userId: string): Promise<SessionDoc[]> {
    return this.sessions.find({ userId }).sort({ _id: -1 }).lean<SessionDoc[]>();
  }

  /** Returns how many remain, because they have not ended yet or their events are not published yet. */
  async removeOf(userId: string): Promise<number> {
    await this.sessions.deleteMany({ userId, endedAt: { $type: 'date' }, ...allPublished });
    return this.sessions.countDocuments({ userId });
  }

  async forgetEndedBefore(before: Date, atMost: number): Promise<number> {
    const old = await this.sessions
      .find({ endedAt: { $lt: before }, ...allPublished }, { _id: 1 })
      .limit(atMost)
      .lean<{ _id: string }[]>();
    await this.sessions.deleteMany({ _id: { $in: old.map(({ _id }) => _id) }, ...allPublished });
    return old.length;
  }

  /** Sessions that the account's flag or counts have invalidated, but that have no `session.ended` event yet. */
  async outdatedOf(user: Account): Promise<string[]> {
    const sessions = await this.sessions.find({ userId: user._id, endedAt: null }).lean<SessionDoc[]>();
    const now = new Date();
    return sessions.filter((session) => !isLive(session, user, now)).map(({ _id }) => _id);
  }
}
