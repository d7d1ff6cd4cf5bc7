import { Schema } from 'mongoose';

/**
 * When the waiting jobs of a printer are due. One node at a time works on a queue, because a printer takes one connection
 * and the order of the slips matters.
 */
export interface PrintQueue {
  _id: string;
  /** Absent while no job waits. While a node holds the queue: when its lease ends. */
  dueAt?: Date;
  holder: string | null;
  /** Counts wake-ups, so that a holder that is about to release the queue notices a job that has just come. */
  wakeUps: number;
  /** Failed rounds since the printer last printed. */
  failures: number;
}

export const PRINT_QUEUE = 'PrintQueue';

export const PrintQueueSchema = new Schema<PrintQueue>(
  {
    _id: String,
    dueAt: Date,
    holder: String,
    wakeUps: Number,
    failures: Number,
  },
  { collection: 'print_queues', versionKey: false },
);
// Finds due queues.
PrintQueueSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
