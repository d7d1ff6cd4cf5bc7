import { createHash } from 'node:crypto';
import { type PrintJob, type PrintProblem, Refusal } from '@passline/contracts';
import { type Decision, type EventDraft, type NewAggregate, newId } from '@passline/event-log';
import type { PrintJobDoc } from './print-job.schema.ts';
import type { PrinterDoc } from './printer.schema.ts';

const hour = 3_600_000;
/** Later, the kitchen has worked from the screen, and a stack of old slips would only be in the way. */
const expiresAfterMs = 2 * hour;
const testExpiresAfterMs = hour / 6;
const forgottenAfterMs = 7 * 24 * hour;

export type NewPrintJob = NewAggregate<PrintJobDoc>;
type Target = Pick<PrinterDoc, '_id' | 'restaurantId' | 'name' | 'copies'>;
interface PrintedOrder {
  id: string;
  number: string;
}

/** Idempotent: an order has one automatic job per printer, however often it is accepted. */
export const automaticJob = (printer: Target, order: PrintedOrder, now: Date): NewPrintJob => ({
  ...newJob(printer, order, now),
  _id: jobId(order.id, printer._id),
});

/** One more slip after each change of the items, so that the kitchen does not cook from the old one. */
export const changedJob = (
  printer: Target,
  order: PrintedOrder,
  version: number,
  now: Date,
): NewPrintJob => ({
  ...newJob(printer, order, now),
  _id: jobId(order.id, printer._id, String(version)),
});

/** A job that a member of staff wants, also if the order was printed before. Null: a test print. */
export const requestedJob = (printer: Target, order: PrintedOrder | null, now: Date): NewPrintJob => ({
  ...newJob(printer, order, now),
  requested: true,
});

/** The same work has the same id, so that a repeated event creates it once. */
const jobId = (...parts: string[]) => createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);

const newJob = (printer: Target, order: PrintedOrder | null, now: Date): NewPrintJob => ({
  _id: newId(),
  restaurantId: printer.restaurantId,
  printerId: printer._id,
  printerName: printer.name,
  orderId: order?.id ?? null,
  orderNumber: order?.number ?? null,
  requested: false,
  copies: order ? printer.copies : 1,
  state: 'waiting',
  problem: null,
  since: now,
  attempts: 0,
  createdAt: now,
  expiresAt: new Date(now.getTime() + (order ? expiresAfterMs : testExpiresAfterMs)),
  forgetAt: new Date(now.getTime() + forgottenAfterMs),
});

export const created = (job: NewPrintJob): EventDraft => ({
  type: 'print_job.created',
  data: factOf(job),
});

/** Null when nothing changes, so that a printer that is retried for an hour publishes nothing. */
export function blocked(job: PrintJobDoc, problem: PrintProblem, now: Date): Decision<PrintJobDoc> | null {
  if (job.state !== 'waiting' || job.problem === problem) return null;
  return changed(job, { problem, since: now });
}

export function ended(
  job: PrintJobDoc,
  state: 'printed' | 'cancelled' | 'expired',
  now: Date,
): Decision<PrintJobDoc> | null {
  return job.state === 'waiting' ? changed(job, { state, problem: null, since: now }) : null;
}

export function cancelled(job: PrintJobDoc, now: Date): Decision<PrintJobDoc> | null {
  if (job.state === 'cancelled') return null;
  return ended(job, 'cancelled', now) ?? refuse(job, 'cancelled');
}

/** A waiting job is tried again now. One that was cancelled or has expired waits again. */
export function retried(job: PrintJobDoc, now: Date): Decision<PrintJobDoc> | null {
  if (job.state === 'printed') return refuse(job, 'tried again; print the order once more instead');
  if (job.state === 'waiting') return null;
  return changed(job, {
    state: 'waiting',
    problem: null,
    since: now,
    // Starts counting again; the slip still says that it may be a double.
    attempts: Math.min(job.attempts, 1),
    expiresAt: new Date(now.getTime() + expiresAfterMs),
    forgetAt: new Date(now.getTime() + forgottenAfterMs),
  });
}

function refuse(job: PrintJobDoc, what: string): never {
  throw new Refusal('conflict', `The job is ${job.state} and cannot be ${what}.`);
}

const changed = (job: PrintJobDoc, change: Partial<Omit<PrintJobDoc, '_id' | 'version' | 'history'>>) => ({
  change,
  events: [{ type: 'print_job.changed' as const, data: factOf({ ...job, ...change }) }],
});

const factOf = (job: NewPrintJob) => ({
  restaurantId: job.restaurantId,
  printerId: job.printerId,
  printerName: job.printerName,
  orderId: job.orderId,
  orderNumber: job.orderNumber,
  copies: job.copies,
  state: job.state,
  problem: job.problem,
  since: job.since,
  attempts: job.attempts,
  createdAt: job.createdAt,
  expiresAt: job.expiresAt,
});

export const printJobView = (
  job: Pick<PrintJobDoc, '_id' | 'version'> & ReturnType<typeof factOf>,
): PrintJob => ({
  id: job._id,
  restaurantId: job.restaurantId,
  printerId: job.printerId,
  printerName: job.printerName,
  orderId: job.orderId,
  orderNumber: job.orderNumber,
  copies: job.copies,
  state: job.state,
  problem: job.problem,
  since: job.since.toISOString(),
  attempts: job.attempts,
  createdAt: job.createdAt.toISOString(),
  expiresAt: job.expiresAt.toISOString(),
  version: job.version,
});
