import {
  type AddPrinterRequest,
  type ChangePrinterRequest,
  type Printer,
  Refusal,
} from '@passline/contracts';
import { type Decision, newId } from '@passline/event-log';
import type { z } from 'zod';
import type { PrinterDoc } from './printer.schema.ts';

export const newPrinter = (restaurantId: string, wanted: z.output<typeof AddPrinterRequest>) => ({
  ...wanted,
  _id: newId(),
  restaurantId,
  removed: false,
});

export function changedPrinter(
  printer: PrinterDoc,
  { expectedVersion, ...wanted }: z.output<typeof ChangePrinterRequest>,
): Decision<PrinterDoc> | null {
  if (expectedVersion !== undefined && expectedVersion !== printer.version)
    throw new Refusal(
      'version_conflict',
      `The printer is at version ${printer.version}, but you sent expectedVersion ${expectedVersion}. Read it again.`,
    );
  const before: Readonly<Record<string, unknown>> = { ...printer };
  const fields = Object.entries(wanted).flatMap(([field, value]) => (before[field] === value ? [] : [field]));
  if (fields.length === 0) return null;
  const { restaurantId, host, port, enabled } = { ...printer, ...wanted };
  return {
    change: wanted,
    events: [{ type: 'printer.changed', data: { restaurantId, fields, host, port, enabled } }],
  };
}

export const removedPrinter = ({ restaurantId }: PrinterDoc): Decision<PrinterDoc> => ({
  change: { removed: true, enabled: false },
  events: [{ type: 'printer.removed', data: { restaurantId } }],
});

export const printerView = (printer: PrinterDoc): Printer => ({
  id: printer._id,
  restaurantId: printer.restaurantId,
  name: printer.name,
  host: printer.host,
  port: printer.port,
  stationId: printer.stationId,
  printOn: printer.printOn,
  copies: printer.copies,
  language: printer.language,
  enabled: printer.enabled,
  version: printer.version,
});
