import { MongoFailure } from './failure.ts';
import { tag } from './bson/compare.ts';
import type { Doc } from './bson/document.ts';
import { encodeKey } from './bson/key.ts';
import type { Profile, Session } from './commands/command.ts';
import { Cursors } from './commands/cursors.ts';
import { ConnectionCut, FailPoints } from './commands/fail-point.ts';
import { runCommand } from './commands/table.ts';
import { storageFailure } from './store/disk.ts';
import { Store } from './store/store.ts';
import { encodeReply } from './wire/reply.ts';

export interface EngineSettings {
  path: string;
  log: (line: string) => void;
  now: () => Date;
  testCommands: boolean;
}

export interface Pending {
  body: Doc;
  connectionId: number;
  /** null: the connection is to be cut without an answer. */
  answer: (reply: Buffer | null) => void;
}

/** Not MongoDB's: answers with the `path` of a copy of the store as it is at one moment. */
export const snapshotCommand = 'embeddedSnapshot';

export const failureReply = (failure: MongoFailure): Doc => ({
  ok: 0,
  errmsg: failure.message,
  code: failure.code,
  codeName: failure.codeName,
  ...failure.details,
});

/**
 * Runs commands in batches: those that arrived together share one commit, and none of them is answered before it is
 * on the disk. When the commit fails, all of them are told so.
 */
export class Engine {
  private readonly settings: EngineSettings;
  private readonly store: Store;
  private readonly cursors = new Cursors();
  private readonly profile: Profile = { level: 0, slowMs: 100 };
  private readonly failPoints: FailPoints | null;
  private stopped = false;
  /** What has arrived while nothing may be written; null as long as all is done at once. */
  private held: Pending[] | null = null;
  private copying: Promise<unknown> = Promise.resolve();

  constructor(settings: EngineSettings) {
    this.settings = settings;
    this.store = new Store(settings.path);
    this.failPoints = settings.testCommands ? new FailPoints() : null;
  }

  run(batch: readonly Pending[]): void {
    if (this.held) {
      this.held.push(...batch);
      return;
    }
    const answers: (() => void)[] = [];
    for (const pending of batch) {
      if (snapshotCommand in pending.body) {
        this.copying = this.copying.then(() => this.snapshot(pending));
        continue;
      }
      const reply = this.reply(pending);
      answers.push(() => pending.answer(reply));
    }
    try {
      this.store.commit();
    } catch (error) {
      this.settings.log(`commit failed: ${(error as Error).message}`);
      const reply = encodeReply(failureReply(storageFailure(error)));
      for (const { answer, body } of batch) if (!(snapshotCommand in body)) answer(reply);
      return;
    }
    for (const answer of answers) answer();
  }

  /** The one command that takes longer than its turn: it is answered when the copy is on the disk. */
  private async snapshot({ answer }: Pending): Promise<void> {
    try {
      if (this.stopped) throw new Error('the engine is closing');
      const path = await this.store.snapshot({
        hold: () => (this.held ??= []),
        release: () => this.resume(),
      });
      answer(encodeReply({ path, ok: 1 }));
    } catch (error) {
      this.settings.log(`a snapshot failed: ${(error as Error).message}`);
      answer(encodeReply(failureReply(storageFailure(error))));
    }
  }

  /** Does what was held back, also when a copy would rather have waited. */
  resume(): void {
    const held = this.held ?? [];
    this.held = null;
    if (held.length > 0) this.run(held);
  }

  private reply({ body, connectionId }: Pending): Buffer | null {
    const name = Object.keys(body)[0] ?? '';
    const session: Session = {
      store: this.store,
      cursors: this.cursors,
      profile: this.profile,
      failPoints: this.failPoints,
      connectionId,
      now: this.settings.now,
      cost: { plan: '', keysExamined: 0, docsExamined: 0, returned: 0 },
    };
    const started = performance.now();
    try {
      if (this.stopped) throw new MongoFailure(91, 'the engine is closing');
      const reply = encodeReply(runCommand(name, body, session));
      this.note(name, body, session, performance.now() - started);
      return reply;
    } catch (error) {
      if (error instanceof ConnectionCut) return null;
      const failure = storageFailure(error);
      if (failure !== error) this.settings.log(`${name} failed: ${(error as Error).stack ?? String(error)}`);
      return encodeReply(failureReply(failure));
    }
  }

  private note(name: string, body: Doc, { cost }: Session, ms: number): void {
    if (this.profile.level < 2 && ms < this.profile.slowMs) return;
    const collection = body[name];
    this.settings.log(
      JSON.stringify({
        command: name,
        ns: `${String(body['$db'])}.${typeof collection === 'string' ? collection : '$cmd'}`,
        plan: cost.plan,
        keysExamined: cost.keysExamined,
        docsExamined: cost.docsExamined,
        nreturned: cost.returned,
        ms: Math.round(ms * 100) / 100,
      }),
    );
  }

  /** Called each second: moves what is in the WAL into the database when it is time. */
  tidy(): boolean {
    return this.held ? false : this.store.tidy();
  }

  /** Removes what TTL indexes say has expired; returns how many documents went. */
  expire(): number {
    if (this.held) return 0;
    const now = this.settings.now().getTime();
    this.cursors.forgetIdle(now);
    let removed = 0;
    for (const collection of this.store.all())
      for (const { entry } of [...collection.indexes.values()]) {
        const { expireAfterSeconds } = entry.spec;
        if (expireAfterSeconds === undefined) continue;
        const index = collection.indexes.get(entry.spec.name);
        const direction = index?.shape.directions[0] ?? 1;
        const cutoff = encodeKey([new Date(now - expireAfterSeconds * 1000)], [direction]);
        const edge = Buffer.from([direction === 1 ? tag.date : (~tag.date & 0xff) + 1]);
        const interval = direction === 1 ? { low: edge, high: cutoff } : { low: cutoff, high: edge };
        const rows = [
          ...(index?.scan(false).rows([interval], { keysExamined: 0, docsExamined: 0 }, 512) ?? []),
        ];
        if (rows.length === 0) continue;
        const distinct = new Map(rows.map((row) => [row.n, row]));
        this.store.atomically(() => distinct.forEach((row) => collection.remove(row)));
        removed += distinct.size;
      }
    this.store.commit();
    return removed;
  }

  close(): void {
    this.resume();
    this.stopped = true;
    this.store.close();
  }
}
