import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { StoreSharing } from '../database/store-sharing.ts';
import { requestContext } from '../tracing/request-context.ts';

/**
 * How often every node looks for due times that it does not know of. It needs this only for work that a killed node has
 * stored without an event: an event reaches every node through the log and makes it look at once.
 */
const lookEveryMs = 15_000;
/** The same while no other process uses the store. */
const lookAloneEveryMs = 30_000;
/** Other nodes write: their due times are read within this time, in case that node is killed before they are due. */
const lookSoonMs = 1_000;
/** A task runs at most this often, so that work that keeps failing, or is due all the time, costs no more than this. */
const gapMs = 500;
/**
 * The longest sleep. The clock may be set, and a machine may sleep: then due times are near that were far. Comparing them
 * costs no command.
 */
const longestSleepMs = 5_000;
/** Nodes read the same due times. The spread lets one node do the work before the others find it. */
const spreadMs = 250;

/** Does one batch of due work and resolves with its size. */
type Round = (now: Date) => Promise<number>;
/** Reads the earliest due time from the store; null while no work waits. */
type Earliest = () => Promise<Date | null>;
/** Tells the task about a due time that this process has just stored. Call it after the write. */
export type Expect = (dueAt: Date | null | undefined) => void;

class ScheduledTask {
  round: Round | undefined;
  earliest: Earliest | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #ranAt = Number.NEGATIVE_INFINITY;

  constructor(readonly name: string) {}

  /** Milliseconds until the next round. */
  get wait(): number {
    return Math.max(this.#dueAt - Date.now(), this.#ranAt + gapMs - performance.now());
  }

  expect(dueAt: number): boolean {
    if (dueAt >= this.#dueAt) return false;
    this.#dueAt = dueAt;
    return true;
  }

  /** Due times that are stored during the read lower the result again. */
  async look(): Promise<void> {
    this.#dueAt = Number.POSITIVE_INFINITY;
    try {
      const at = (await this.earliest?.())?.getTime();
      if (at !== undefined) this.expect(at <= Date.now() ? at : at + Math.random() * spreadMs);
    } catch (error) {
      this.#dueAt = Date.now();
      throw error;
    }
  }

  async run(isStopping: () => boolean): Promise<void> {
    this.#ranAt = performance.now();
    while (!isStopping() && ((await this.round?.(new Date())) ?? 0) > 0);
    if (!isStopping()) await this.look();
  }
}

/**
 * Runs due work on every node. Due times are stored, and the first node to write wins, so a restart loses no work and a
 * second node repeats none. A process sleeps until the earliest due time that it knows: its own writes tell it theirs,
 * and it reads the store for those of other nodes. A failed round is logged and runs again.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(Scheduler.name);
  readonly #tasks = new Map<string, ScheduledTask>();
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looksAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | undefined;
  #started = false;
  #stopping = false;

  constructor(private readonly sharing: StoreSharing) {
    sharing.onChange(() => this.#lookWithin(lookEveryMs));
  }

  add(name: string, round: Round, earliest: Earliest): void {
    const task = this.#task(name);
    task.round = round;
    task.earliest = earliest;
  }

  /** For those who write due times of the task. */
  expecting(name: string): Expect {
    const task = this.#task(name);
    return (dueAt) => {
      if (dueAt && task.expect(dueAt.getTime())) this.#arm();
    };
  }

  /** Another node has written. It may have stored due times that this process must know if that node is killed. */
  lookSoon(): void {
    this.#lookWithin(Math.max(0, this.#lookedAt + lookSoonMs - performance.now()));
  }

  onApplicationBootstrap(): void {
    this.#started = true;
    this.#looksAt = performance.now() + gapMs;
    this.#arm();
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Due work stays in the store for another node or the next start.
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #lookWithin(ms: number): void {
    const at = performance.now() + ms;
    if (at >= this.#looksAt) return;
    this.#looksAt = at;
    this.#arm();
  }

  #task(name: string): ScheduledTask {
    const task = this.#tasks.get(name) ?? new ScheduledTask(name);
    this.#tasks.set(name, task);
    return task;
  }

  /** Sets the timer to the earliest of all times. A tick that is running does it at its end. */
  #arm(): void {
    if (!this.#started || this.#stopping || this.#running) return;
    const now = performance.now();
    const waits = [...this.#tasks.values()].map(({ wait }) => wait);
    const wait = Math.max(0, Math.min(longestSleepMs, this.#looksAt - now, ...waits));
    if (now + wait >= this.#wakesAt) return;
    this.#wakesAt = now + wait;
    clearTimeout(this.#timer);
    // Outside of the request that sets the timer: due work belongs to no request, and to no trace.
    this.#timer = requestContext.run({}, () =>
      setTimeout(() => {
        this.#wakesAt = Number.POSITIVE_INFINITY;
        this.#running = this.#tick().finally(() => {
          this.#running = undefined;
          this.#arm();
        });
      }, Math.ceil(wait)),
    );
  }

  async #tick(): Promise<void> {
    const tasks = [...this.#tasks.values()];
    if (performance.now() >= this.#looksAt) {
      this.#lookedAt = performance.now();
      const everyMs = this.sharing.isShared ? lookEveryMs : lookAloneEveryMs;
      this.#looksAt = this.#lookedAt + everyMs * (0.9 + 0.2 * Math.random());
      // All at once, so that an idle process wakes up once for all of them.
      await Promise.all(tasks.map((task) => this.#guard(task, () => task.look())));
    }
    for (const task of tasks)
      if (!this.#stopping && task.wait <= 0) await this.#guard(task, () => task.run(() => this.#stopping));
  }

  async #guard(task: ScheduledTask, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error({ err: error, msg: `due work failed: ${task.name}` });
    }
  }
}
