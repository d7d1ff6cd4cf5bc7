import type { PrintJobState, PrintProblem } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

/** One slip for one printer. It contains no personal data: the slip is made from the order when it is printed. */
export interface PrintJobDoc extends AggregateFields {
  restaurantId: string;
  printerId: string;
  printerName: string;
  /** Null: a test print. */
  orderId: string | null;
  orderNumber: string | null;
  /** The actor is a member of staff. Such a job is printed also if the order is over. */
  requested: boolean;
  copies: number;
  state: PrintJobState;
  problem: PrintProblem | null;
  since: Date;
  attempts: number;
  createdAt: Date;
  expiresAt: Date;
  /** When it is deleted. */
  forgetAt: Date;
}

export const PRINT_JOB = 'PrintJob';

export const PrintJobSchema = new Schema<PrintJobDoc>(
  {
    _id: String,
    restaurantId: String,
    printerId: String,
    printerName: String,
    orderId: String,
    orderNumber: String,
    requested: Boolean,
    copies: Number,
    state: String,
    problem: String,
    since: Date,
    attempts: Number,
    createdAt: Date,
    expiresAt: Date,
    forgetAt: Date,
  },
  { collection: 'print_jobs' },
);
PrintJobSchema.plugin(aggregate);
// The queue of a printer, oldest first.
PrintJobSchema.index({ printerId: 1, createdAt: 1 }, { partialFilterExpression: { state: 'waiting' } });
// Lists of a restaurant, newest first.
PrintJobSchema.index({ restaurantId: 1, createdAt: -1, _id: -1 });
// The jobs of an order.
PrintJobSchema.index({ orderId: 1 }, { partialFilterExpression: { orderId: { $type: 'string' } } });
// Deletes old jobs.
PrintJobSchema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });
