import type { NodePublication } from './publication.ts';
import type { SocketSeen, Whose } from '../access/explanation.ts';
import type { HeldSocket } from '../connections/allowance.ts';
import type { Census } from '../census.ts';
import type { Reach } from '../receipts.ts';
import type { Readings } from '../readings.ts';
import type { VolatileMessage } from './volatile-broadcaster.ts';

/** The messages between nodes, and the answers to them. */
export interface NodeMessages {
  /** Entries that one node has appended to the log. */
  published: { message: readonly NodePublication[]; answer: unknown };
  passed: { message: VolatileMessage; answer: unknown };
  readings: { message: null; answer: Readings };
  /** The sockets that each of these users has on the other node, and since when. */
  held: { message: readonly string[]; answer: Record<string, HeldSocket[]> };
  /** Sockets to close because their user has opened newer ones. */
  replaced: { message: readonly string[]; answer: unknown };
  census: { message: null; answer: Census };
  /** How many screens on the other node have confirmed that an order's alarm reached them. */
  receipts: { message: readonly string[]; answer: Record<string, Reach> };
  /** The sockets of one user, or of one tracking link, on the other node. */
  sockets: { message: Whose; answer: SocketSeen[] };
}
