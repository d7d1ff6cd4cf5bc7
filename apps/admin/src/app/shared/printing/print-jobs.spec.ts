import type { PrintJob } from '@passline/contracts';
import { troublesOf, withJobs } from './print-jobs.ts';

const job = (id: string, more: Partial<PrintJob> = {}): PrintJob => ({
  id,
  restaurantId: 'aurora',
  printerId: 'kitchen',
  printerName: 'Kitchen',
  orderId: `order-${id}`,
  orderNumber: id,
  copies: 1,
  state: 'waiting',
  problem: null,
  since: '2030-01-01T12:00:00Z',
  attempts: 0,
  createdAt: '2030-01-01T12:00:00Z',
  expiresAt: '2030-01-01T14:00:00Z',
  version: 1,
  ...more,
});

it('keeps the newest version of a job, whichever arrives first', () => {
  const printed = job('a', { state: 'printed', version: 2 });
  const both = withJobs(withJobs(new Map(), [printed]), [job('a'), job('b')]);
  expect([...both.values()]).toEqual([printed, job('b')]);
});

it('drops the oldest finished jobs, and never one that waits', () => {
  const finished = Array.from({ length: 600 }, (_, i) =>
    job(`f${i}`, { state: 'printed', createdAt: new Date(1e12 + i).toISOString() }),
  );
  const kept = withJobs(new Map(), [job('w', { createdAt: '2000-01-01T00:00:00Z' }), ...finished]);
  expect(kept.size).toBe(500);
  expect([kept.has('w'), kept.has('f0'), kept.has('f599')]).toEqual([true, false, true]);
});

it('shows one trouble per printer, since it began, with everything that waits', () => {
  const jobs = [
    job('a', { problem: 'paper_out', since: '2030-01-01T12:05:00Z' }),
    job('b', { problem: 'paper_out', since: '2030-01-01T12:01:00Z' }),
    job('c'),
    job('d', { printerId: 'bar', printerName: 'Bar' }),
  ];
  expect(troublesOf(jobs)).toEqual([
    {
      printerId: 'kitchen',
      printerName: 'Kitchen',
      problem: 'paper_out',
      since: '2030-01-01T12:01:00Z',
      jobs: jobs.slice(0, 3),
    },
  ]);
});
