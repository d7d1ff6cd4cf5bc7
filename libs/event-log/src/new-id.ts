import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const idBytes = 16;
/** Random bytes for many ids at once, because each request for random bytes costs 20 µs however few they are. */
const pool = Buffer.alloc(256 * idBytes);
let used = pool.length;

let msecs = 0;
let seq = 0;

/** Events that are recorded later than this are of the past: their ids sort where they happened. */
const pastMs = 60_000;

/** A UUIDv7. The ids of one process sort in the order in which they were made, also within a millisecond. */
export function newId(at?: Date): string {
  if (at && Date.now() - at.getTime() > pastMs) return v7({ msecs: at.getTime() });
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += idBytes));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // Half of the sequence is left free, so that it does not overflow within a millisecond.
    seq = random.readUInt32BE(6) & 0x7fffffff;
  } else {
    seq = (seq + 1) | 0;
    if (seq === 0) msecs += 1;
  }
  return v7({ random, msecs, seq });
}
