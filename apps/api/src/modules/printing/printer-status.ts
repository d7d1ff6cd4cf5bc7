import type { PrintProblem } from '@passline/contracts';

const DLE = 0x10;
const EOT = 0x04;

/** The status requests that a printer answers at once with one byte each: printer, offline cause, paper sensors. */
export const statusRequests = [1, 2, 4].map((n) => Buffer.from([DLE, EOT, n]));

/** Asks for the paper sensors in turn: the answer comes when everything before it is printed. */
export const whenPrinted = Buffer.from([0x1d, 0x72, 1]);

/** The fixed bits tell the two kinds of answers apart. */
export const isStatus = (byte: number): boolean => (byte & 0x93) === 0x12;
export const isPrinted = (byte: number): boolean => (byte & 0x90) === 0;

/** Cover before paper: a printer with an open cover reports that it has no paper, too. */
export function problemOf([printer = 0, offline = 0, paper = 0]: readonly number[]): PrintProblem | null {
  if (offline & 0x04) return 'cover_open';
  if (offline & 0x20 || paper & 0x60) return 'paper_out';
  if (offline & 0x40) return 'fault';
  if (printer & 0x08) return 'offline';
  return null;
}
