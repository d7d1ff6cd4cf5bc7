/** Reports over a busy year take a second or two. */
const longestAnswerMs = 8_000;

/**
 * How long the driver waits for a store that hangs. It repeats a read once, on a new connection that it may have to wait
 * for, so each of the two gets half of the time. Without this a request was refused after 13 s, and a new connection
 * that never got an answer held up others for 30 s.
 */
export const storeTimeouts = (withinMs = longestAnswerMs) => ({
  socketTimeoutMS: withinMs / 2,
  connectTimeoutMS: withinMs / 2,
  waitQueueTimeoutMS: withinMs / 2,
  serverSelectionTimeoutMS: Math.min(3_000, withinMs / 2),
});
