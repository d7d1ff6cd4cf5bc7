export const printMoments = ['new', 'accepted', 'request'] as const;
export type PrintMoment = (typeof printMoments)[number];

export const printJobStates = ['waiting', 'printed', 'cancelled', 'expired'] as const;
export type PrintJobState = (typeof printJobStates)[number];

/**
 * Why a job does not print. `no_answer`: the printer accepts the connection and is silent. `interrupted`: the connection
 * ended while it printed. `not_allowed`: the server's configuration excludes the address.
 */
export const printProblems = [
  'unreachable',
  'no_answer',
  'interrupted',
  'paper_out',
  'cover_open',
  'offline',
  'fault',
  'not_allowed',
] as const;
export type PrintProblem = (typeof printProblems)[number];

export const mostPrinters = 20;
export const mostCopies = 5;
