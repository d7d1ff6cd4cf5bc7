import type { AggregateFields } from '@passline/event-log';
import type { PrintJobDoc } from './print-job.schema.ts';

/** The whole job, so that screens need not read it again. */
type PrintJobFact = Omit<PrintJobDoc, keyof AggregateFields | 'requested' | 'forgetAt'>;

declare module '@passline/event-log' {
  interface DomainEvents {
    'printer.added': { restaurantId: string; host: string; port: number };
    'printer.changed': {
      restaurantId: string;
      fields: string[];
      host: string;
      port: number;
      enabled: boolean;
    };
    'printer.removed': { restaurantId: string };
    'print_job.created': PrintJobFact;
    'print_job.changed': PrintJobFact;
  }
}

export {};
