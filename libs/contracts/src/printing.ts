import { z } from 'zod';
import { call } from './endpoint.ts';
import { languages } from './languages.ts';
import { mostCopies, mostPrinters, printJobStates, printMoments, printProblems } from './print-enums.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, Moment, Name, PageQuery, pageOf } from './values.ts';

const tag = 'Printing';
const one = z.object({ id: Id });
const onePrinter = z.object({ id: Id, printerId: Id });
const oneJob = z.object({ id: Id, jobId: Id });

const Host = z
  .string()
  .trim()
  .regex(
    /^[A-Za-z0-9:][A-Za-z0-9:.-]{0,252}$/,
    'must be an IP address or a host name: letters, digits, dots, hyphens and colons',
  );
const Port = z.int().min(1).max(65_535);
const Copies = z.int().min(1).max(mostCopies);

export const Printer = z.object({
  id: Id,
  restaurantId: Id,
  name: z.string(),
  host: z.string().meta({ description: 'IP address or host name in the network of the server' }),
  port: Port,
  stationId: Id.nullable().meta({
    description:
      'Prints only the dishes of this station, and those of no station; null, or a station that no longer exists: whole orders',
  }),
  printOn: z.enum(printMoments).meta({
    description: 'When it prints by itself: each new order, each accepted order, or only on request',
  }),
  copies: Copies,
  language: z.enum(languages).meta({ description: 'The language of the slips' }),
  enabled: z.boolean(),
  version: z.int(),
});
export type Printer = z.infer<typeof Printer>;

export const AddPrinterRequest = z.strictObject({
  name: Name.max(60),
  host: Host,
  port: Port.default(9100),
  stationId: Printer.shape.stationId.default(null),
  printOn: Printer.shape.printOn.default('accepted'),
  copies: Copies.default(1),
  language: Printer.shape.language.default('en'),
  enabled: z.boolean().default(true),
});
export const ChangePrinterRequest = z
  .strictObject({
    name: Name.max(60).optional(),
    host: Host.optional(),
    port: Port.optional(),
    stationId: Printer.shape.stationId.optional(),
    printOn: Printer.shape.printOn.optional(),
    copies: Copies.optional(),
    language: Printer.shape.language.optional(),
    enabled: z.boolean().optional(),
    expectedVersion: z.int().min(0).optional(),
  })
  .meta({ description: 'Switching a printer off cancels what waits for it' });

export const PrintJob = z.object({
  id: Id,
  restaurantId: Id,
  printerId: Id,
  printerName: z.string(),
  orderId: Id.nullable().meta({ description: 'null: a test print' }),
  orderNumber: z.string().nullable(),
  copies: Copies,
  state: z.enum(printJobStates).meta({
    description:
      '`expired`: the printer did not print it in time, or was sent it four times and never confirmed it. Every state but `waiting` is final',
  }),
  problem: z.enum(printProblems).nullable().meta({
    description:
      'Why a waiting job does not print; null: it is its turn soon. It is retried until it expires',
  }),
  since: Moment.meta({ description: 'When the state or the problem began' }),
  attempts: z.int().meta({
    description:
      'How often slips were sent to the printer. After the first, a slip says that it may be a double',
  }),
  createdAt: Moment,
  expiresAt: Moment,
  version: z.int(),
});
export type PrintJob = z.infer<typeof PrintJob>;

export const RequestPrintRequest = z.strictObject({
  orderId: Id,
  printerId: Id.optional().meta({
    description: 'Absent: every printer of the restaurant that is switched on',
  }),
});

export const printingCalls = {
  listPrinters: call({
    ...routes.listPrinters,
    who: staffRoles,
    tag,
    summary: 'The network printers of the restaurant',
    params: one,
    status: 200,
    answer: z.object({
      items: z.array(Printer),
      allowed: z.boolean().meta({
        description: 'false: this server prints to no network printer (PRINTER_NETWORKS)',
      }),
    }),
    problems: ['not_found'],
  }),
  addPrinter: call({
    ...routes.addPrinter,
    who: ['owner'],
    tag,
    summary: `Add a network printer (ESC/POS over TCP); at most ${mostPrinters}`,
    params: one,
    body: AddPrinterRequest,
    status: 201,
    answer: Printer,
    problems: ['not_found', 'conflict'],
  }),
  changePrinter: call({
    ...routes.changePrinter,
    who: ['owner'],
    tag,
    summary: 'Change a network printer',
    params: onePrinter,
    body: ChangePrinterRequest,
    status: 200,
    answer: Printer,
    problems: ['not_found', 'version_conflict'],
  }),
  removePrinter: call({
    ...routes.removePrinter,
    who: ['owner'],
    tag,
    summary: 'Remove a network printer and cancel what waits for it',
    params: onePrinter,
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  testPrinter: call({
    ...routes.testPrinter,
    who: ['owner'],
    tag,
    summary: 'Print a test slip',
    params: onePrinter,
    status: 201,
    answer: PrintJob,
    problems: ['not_found', 'conflict'],
  }),
  listPrintJobs: call({
    ...routes.listPrintJobs,
    who: staffRoles,
    tag,
    summary: 'Print jobs of the last seven days, newest first',
    params: one,
    query: PageQuery.extend({
      orderId: Id.optional(),
      state: z.enum(printJobStates).optional(),
    }),
    status: 200,
    answer: pageOf(PrintJob),
    problems: ['not_found'],
  }),
  requestPrint: call({
    ...routes.requestPrint,
    who: staffRoles,
    tag,
    summary: 'Print an order, once more if it was printed before',
    params: one,
    body: RequestPrintRequest,
    status: 201,
    answer: z.object({ items: z.array(PrintJob) }),
    problems: ['not_found', 'conflict'],
  }),
  retryPrintJob: call({
    ...routes.retryPrintJob,
    who: staffRoles,
    tag,
    summary: 'Try a waiting job again now, or start a cancelled or expired one again',
    params: oneJob,
    status: 200,
    answer: PrintJob,
    problems: ['not_found', 'conflict'],
  }),
  cancelPrintJob: call({
    ...routes.cancelPrintJob,
    who: staffRoles,
    tag,
    summary: 'Cancel a waiting job',
    params: oneJob,
    status: 200,
    answer: PrintJob,
    problems: ['not_found', 'conflict'],
  }),
} as const;
