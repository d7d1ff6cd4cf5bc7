import { MongoFailure } from './execution/failure.ts';
import type { Doc } from './bson/document.ts';
import { count, type Profile, type Session } from './commands/command.ts';
import { Cursors } from './commands/cursors.ts';
import { CloseConnection, FailPoints } from './commands/fail-point.ts';
import { runCommand } from './commands/run-command.ts';
import { storageFailure } from './store/disk-problem.ts';
import { removeExpired } from './store/expiry.ts';
import { Store } from './store/store.ts';
import { beginTurn, isSteps, isTurnOver, type Steps } from './execution/turn.ts';
import { Statistics } from './commands/statistics.ts';
import { encodeReply } from './wire/encode-reply.ts';

export interface EngineSettings {
  path: string;
  log: (line: string) => void;
  now: () => Date;
  testCommands: boolean;
  /** Milliseconds of a clock that only goes forward. For tests. */
  clock?: () => number;
}

export interface Pending {
  body: Doc;
  /** The documents of the message as the client encoded them, by the name of their list. */
  sent?: ReadonlyMap<string, readonly Buffer[]>;
  connectionId: number;
  /** Whether the client has closed the connection. */
  isGone?: () => boolean;
  /** Null closes the connection without an answer. */
  answer: (reply: Buffer | null) => void;
}

/** A command of this engine, not of MongoDB: it copies the store as of one moment and answers with the copy's `path`. */
export const snapshotCommand = 'embeddedSnapshot';

export const failureReply = (failure: MongoFailure): Doc => ({
  ok: 0,
  errmsg: failure.message,
  code: failure.code,
  codeName: failure.codeName,
  ...failure.details,
});

interface Task {
  pending: Pending;
  name: string;
  session: Session;
  steps: Steps<Doc> | null;
  /** The time at which `maxTimeMS` ends. */
  deadline: number;
  workedMs: number;
}

const nothingSent: ReadonlyMap<string, readonly Buffer[]> = new Map();
const largestBatch = 500;
/** The engine's own limit: the working time of a command over all its turns. */
const longestMs = 60_000;

function namespaceIn(name: string, body: Doc): string {
  const collection = body[name === 'getMore' ? 'collection' : name];
  return `${String(body['$db'])}.${typeof collection === 'string' ? collection : '$cmd'}`;
}

const shownTask = ({ name, pending: { body, connectionId }, workedMs }: Task): Doc => ({
  type: 'op',
  connectionId,
  active: true,
  op: 'command',
  ns: namespaceIn(name, body),
  command: { [name]: body[name] },
  microsecs_running: Math.round(workedMs * 1000),
});

/**
 * Runs commands in turns. The commands of one turn share one commit, and are answered when it is on the disk. If the commit
 * fails, all of them fail. A long command pauses and continues in later turns. Each turn runs the commands that have
 * arrived, and one paused command.
 */
export class Engine {
  private readonly settings: EngineSettings;
  private readonly store: Store;
  private readonly cursors = new Cursors();
  private readonly profile: Profile = { level: 0, slowMs: 100 };
  private readonly failPoints: FailPoints | null;
  readonly statistics = new Statistics();
  private readonly clock: () => number;
  /** Called when there is work for another turn. */
  private readonly wake: () => void;
  private readonly queue: Pending[] = [];
  private readonly paused: Task[] = [];
  /** A snapshot is at its first or last step: no commands may run. */
  private holding = false;
  private stopped = false;
  private copying: Promise<unknown> = Promise.resolve();

  constructor(settings: EngineSettings, wake: () => void = () => undefined) {
    this.settings = settings;
    this.store = new Store(settings.path);
    this.failPoints = settings.testCommands ? new FailPoints() : null;
    this.clock = settings.clock ?? (() => performance.now());
    this.wake = wake;
  }

  take(pending: Pending): void {
    this.queue.push(pending);
    this.wake();
  }

  /** Runs commands to their end, unless a snapshot holds them. */
  run(batch: readonly Pending[]): void {
    this.queue.push(...batch);
    while (this.turn());
  }

  /** Runs one turn. Returns whether there is more to do. */
  turn(): boolean {
    if (this.holding) return false;
    const tasks: Task[] = [];
    const answers: (() => void)[] = [];
    const goOn = (task: Task): void => {
      tasks.push(task);
      const reply = this.advance(task);
      if (reply === 'paused') this.paused.push(task);
      else answers.push(() => task.pending.answer(reply));
    };
    beginTurn();
    for (let begun = 0; begun < largestBatch && !(isTurnOver() && begun > 0); begun++) {
      const pending = this.next();
      if (!pending) break;
      if (snapshotCommand in pending.body) this.copying = this.copying.then(() => this.snapshot(pending));
      else goOn(this.taskOf(pending));
    }
    beginTurn();
    const resumed = this.paused.shift();
    if (resumed) goOn(resumed);
    try {
      this.store.commit();
    } catch (error) {
      this.settings.log(`commit failed: ${(error as Error).message}`);
      this.fail(new Set(tasks), storageFailure(error));
      answers.length = 0;
    }
    for (const answer of answers) answer();
    return this.paused.length > 0 || this.queue.length > 0;
  }

  /** The next command of a connection without a paused one: the commands of a connection run one after another. */
  private next(): Pending | undefined {
    const busy = new Set(this.paused.map(({ pending }) => pending.connectionId));
    const at = busy.size === 0 ? 0 : this.queue.findIndex(({ connectionId }) => !busy.has(connectionId));
    return at < 0 ? undefined : this.queue.splice(at, 1)[0];
  }

  private fail(tasks: ReadonlySet<Task>, failure: MongoFailure): void {
    const rest = this.paused.filter((task) => !tasks.has(task));
    this.paused.splice(0, Infinity, ...rest);
    for (const { pending, steps } of tasks) {
      steps?.return({});
      pending.answer(encodeReply(failureReply(failure)));
    }
  }

  /** Runs outside of turns, and is answered when the copy is on the disk. */
  private async snapshot({ answer }: Pending): Promise<void> {
    try {
      if (this.stopped) throw new Error('the engine is closing');
      const path = await this.store.snapshot({
        hold: () => (this.holding = true),
        release: () => this.release(),
      });
      answer(encodeReply({ path, ok: 1 }));
    } catch (error) {
      this.settings.log(`snapshot failed: ${(error as Error).message}`);
      answer(encodeReply(failureReply(storageFailure(error))));
    }
  }

  private release(): void {
    this.holding = false;
    this.wake();
  }

  private taskOf(pending: Pending): Task {
    const { body, connectionId } = pending;
    return {
      pending,
      name: Object.keys(body)[0] ?? '',
      session: {
        store: this.store,
        cursors: this.cursors,
        profile: this.profile,
        failPoints: this.failPoints,
        statistics: this.statistics,
        running: () => this.paused.map(shownTask),
        connectionId,
        sent: pending.sent ?? nothingSent,
        now: this.settings.now,
        cost: { plan: '', keysExamined: 0, docsExamined: 0, returned: 0 },
      },
      steps: null,
      deadline: Infinity,
      workedMs: 0,
    };
  }

  /** Continues a command. Returns its reply, or null to close the connection. */
  private advance(task: Task): Buffer | null | 'paused' {
    const { name, session, pending } = task;
    const started = this.clock();
    try {
      if (this.stopped) throw new MongoFailure(91, 'the engine is closing');
      const reply = this.step(task);
      task.workedMs += this.clock() - started;
      if (reply) {
        this.note(name, pending.body, session, task.workedMs);
        return encodeReply(reply);
      }
      if (this.clock() < task.deadline && task.workedMs < longestMs && pending.isGone?.() !== true)
        return 'paused';
      task.steps?.return({});
      throw new MongoFailure(50, 'operation exceeded time limit');
    } catch (error) {
      if (error instanceof CloseConnection) return null;
      const failure = storageFailure(error);
      if (failure !== error) this.settings.log(`${name} failed: ${(error as Error).stack ?? String(error)}`);
      return encodeReply(failureReply(failure));
    }
  }

  private step(task: Task): Doc | null {
    if (!task.steps) {
      const limit = count(task.pending.body, 'maxTimeMS');
      if (limit > 0) task.deadline = this.clock() + limit;
      const result = runCommand(task.name, task.pending.body, task.session);
      if (!isSteps(result)) return result;
      task.steps = result;
    }
    const { done, value } = task.steps.next();
    return done === true ? value : null;
  }

  private note(name: string, body: Doc, { cost }: Session, ms: number): void {
    this.statistics.note(name, namespaceIn(name, body), ms);
    if (this.profile.level < 2 && ms < this.profile.slowMs) return;
    this.settings.log(
      JSON.stringify({
        command: name,
        ns: namespaceIn(name, body),
        plan: cost.plan,
        keysExamined: cost.keysExamined,
        docsExamined: cost.docsExamined,
        nreturned: cost.returned,
        ms: Math.round(ms * 100) / 100,
      }),
    );
  }

  /** Call it every second: moves the WAL into the database when it is time. */
  tidy(): boolean {
    return this.holding ? false : this.store.tidy();
  }

  /** Removes some expired documents. Returns their number, 0 if none is left. */
  expire(): number {
    if (this.holding || this.stopped) return 0;
    const now = this.settings.now().getTime();
    this.cursors.forgetIdle(now);
    return removeExpired(this.store, now);
  }

  /** Answers the commands that have arrived. Long commands fail. */
  finish(): void {
    this.holding = false;
    while (this.queue.length > 0 && this.turn());
    this.fail(new Set(this.paused), new MongoFailure(91, 'the engine is closing'));
  }

  close(): void {
    this.finish();
    this.stopped = true;
    this.store.close();
  }
}
