import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type PrintProblem, isFinal } from '@passline/contracts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { blocked, ended } from './print-job.ts';
import type { PrintJobDoc } from './print-job.schema.ts';
import { PrintJobsRepository } from './print-jobs.repository.ts';
import {
  type HeldQueue,
  PrintQueuesRepository,
  printing,
  renewLeaseEveryMs,
} from './print-queues.repository.ts';
import { PrinterAddresses } from './printer-address.ts';
import { print } from './printer-connection.ts';
import type { PrinterDoc } from './printer.schema.ts';
import { PrintersRepository } from './printers.repository.ts';
import { SlipMaker } from './slip-maker.ts';

const queuesAtOnce = 20;
const jobsAtOnce = 50;
const longestWaitMs = 30_000;
/** A printer that never confirms would print the same slip until its job expires, and nothing else. */
const mostAttempts = 4;

type Outcome = 'all printed' | 'problem' | 'stopped';

/**
 * Prints due jobs in the background. The node that holds a printer's queue prints its jobs one after the other. When the
 * printer has a problem, all its jobs wait with it, and the queue is tried again after a growing delay. A crash repeats at
 * most the job that was being printed, and its slip says so.
 */
@Injectable()
export class PrintSending implements BeforeApplicationShutdown {
  readonly #log = new Logger('Printing');
  readonly #working = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly queues: PrintQueuesRepository,
    private readonly jobs: PrintJobsRepository,
    private readonly printers: PrintersRepository,
    private readonly slips: SlipMaker,
    private readonly addresses: PrinterAddresses,
    due: Scheduler,
  ) {
    due.add(
      printing,
      (now) => this.#startDue(now),
      () => queues.nextDue(),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    // A slip that is being printed is finished. Other jobs stay stored, for another node or the next start.
    this.#stopping.abort();
    await Promise.all(this.#working);
  }

  async #startDue(now: Date): Promise<number> {
    const room = queuesAtOnce - this.#working.size;
    if (room <= 0) return 0;
    const claimed = await this.queues.claim(now, room);
    for (const queue of claimed) {
      const working = this.#hold(queue)
        .catch((error: unknown) =>
          this.#log.error({
            err: error,
            printer: queue._id,
            msg: 'print queue failed, retried after its lease expires',
          }),
        )
        .finally(() => this.#working.delete(working));
      this.#working.add(working);
    }
    return claimed.length;
  }

  async #hold(queue: HeldQueue): Promise<void> {
    // A long slip takes longer than a lease. A renewal that fails is noticed before the next slip.
    const renewal = setInterval(() => {
      this.queues.renewLease(queue).catch(() => undefined);
    }, renewLeaseEveryMs);
    try {
      await this.#work(queue);
    } finally {
      clearInterval(renewal);
    }
  }

  async #work(claimed: HeldQueue): Promise<void> {
    for (let queue: HeldQueue | null = claimed; queue; queue = await this.queues.held(queue)) {
      const outcome = await this.#printAll(queue);
      const failures = outcome === 'problem' ? queue.failures + 1 : 0;
      const wait =
        outcome === 'problem' ? Math.min(longestWaitMs, 1_000 * 2 ** Math.min(failures - 1, 5)) : 0;
      const dueAt = outcome === 'all printed' ? null : new Date(Date.now() + wait);
      if (await this.queues.release(queue, { dueAt, failures })) return;
      // A job has come meanwhile, or the lease was lost.
      if (this.#stopping.signal.aborted) return;
    }
  }

  async #printAll(queue: HeldQueue): Promise<Outcome> {
    for (;;) {
      const waiting = await this.jobs.waitingFor(queue._id, jobsAtOnce);
      if (waiting.length === 0) return 'all printed';
      const printer = await this.printers.find(queue._id);
      const left: PrintJobDoc[] = [];
      for (const job of waiting) if (await this.#isNeeded(job, printer)) left.push(job);
      for (const { _id } of left) {
        // While other slips were printed, staff may have cancelled this job or its order.
        const job = await this.jobs.stillWaiting(_id);
        if (!job || !printer || !(await this.#isNeeded(job, printer))) continue;
        const result = await this.#print(queue, job, printer);
        if (result === 'stopped') return 'stopped';
        if (result) {
          await this.#block(left, result);
          return 'problem';
        }
      }
    }
  }

  /** Ends the job if it is not printed any more. */
  async #isNeeded(job: PrintJobDoc, printer: PrinterDoc | null): Promise<boolean> {
    const now = new Date();
    const order = job.orderId === null ? undefined : await this.slips.order(job.orderId);
    const state =
      job.expiresAt <= now || job.attempts >= mostAttempts
        ? 'expired'
        : !printer?.enabled || order === null || (order && !job.requested && isFinal(order.status))
          ? 'cancelled'
          : null;
    if (!state) return true;
    await this.jobs.change(job._id, (current) => ended(current, state, now));
    return false;
  }

  async #print(
    queue: HeldQueue,
    job: PrintJobDoc,
    printer: PrinterDoc,
  ): Promise<PrintProblem | 'stopped' | null> {
    const order = job.orderId === null ? null : await this.slips.order(job.orderId);
    const bytes = await this.slips.make(job, printer, order);
    if (!(await this.#mayPrint(queue))) return 'stopped';
    const problem = await print(printer, bytes, this.addresses, {
      started: () => this.jobs.countAttempt(job._id),
      signal: this.#stopping.signal,
    });
    if (problem) return this.#stopping.signal.aborted ? 'stopped' : problem;
    await this.jobs.change(job._id, (current) => ended(current, 'printed', new Date()));
    return null;
  }

  async #mayPrint(queue: HeldQueue): Promise<boolean> {
    return !this.#stopping.signal.aborted && (await this.queues.renewLease(queue));
  }

  async #block(jobs: readonly PrintJobDoc[], problem: PrintProblem): Promise<void> {
    const now = new Date();
    for (const { _id } of jobs) await this.jobs.change(_id, (current) => blocked(current, problem, now));
  }
}
