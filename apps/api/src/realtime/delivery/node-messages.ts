import type { NodePublication } from './publication.ts';
import type { SocketSeen, Whose } from '../access/explanation.ts';
import type { HeldSocket } from '../connections/allowance.ts';
import type { Census } from '../census.ts';
import type { Reach } from '../receipts.ts';
import type { Readings } from '../readings.ts';
import type { Passed } from './passing.ts';

/** What nodes tell each other, and what they answer. */
export interface NodeMessages {
  /** What one node has appended to the log. */
  published: { message: readonly NodePublication[]; answer: unknown };
  passed: { message: Passed; answer: unknown };
  readings: { message: null; answer: Readings };
  /** Which sockets each of these users has there, and since when. */
  held: { message: readonly string[]; answer: Record<string, HeldSocket[]> };
  /** These make room for newer ones. */
  replaced: { message: readonly string[]; answer: unknown };
  census: { message: null; answer: Census };
  /** How many screens there have told of an order that rings. */
  receipts: { message: readonly string[]; answer: Record<string, Reach> };
  /** Somebody's sockets that are connected there. */
  sockets: { message: Whose; answer: SocketSeen[] };
}
