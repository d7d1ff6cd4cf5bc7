import type { Printer } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface PrinterDoc extends AggregateFields, Omit<Printer, 'id' | 'version'> {
  /** Stays stored, because its last event may still wait for consumers. */
  removed: boolean;
}

export const PRINTER = 'Printer';

export const PrinterSchema = new Schema<PrinterDoc>(
  {
    _id: String,
    restaurantId: String,
    name: String,
    host: String,
    port: Number,
    stationId: String,
    printOn: String,
    copies: Number,
    language: String,
    enabled: Boolean,
    removed: Boolean,
  },
  { collection: 'printers' },
);
PrinterSchema.plugin(aggregate);
// Lists a restaurant's printers.
PrinterSchema.index({ restaurantId: 1, removed: 1 });
