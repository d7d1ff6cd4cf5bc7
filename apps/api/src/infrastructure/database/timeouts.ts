/** Reports over a busy year take a second or two. */
const longestAnswerMs = 8_000;

/**
 * Driver timeouts for a hanging store. The driver repeats a read once, possibly on a new connection, so each attempt gets
 * half of the time. With the driver's defaults a request failed after 13 s, and a new connection blocked others for 30 s.
 */
export const storeTimeouts = (withinMs = longestAnswerMs) => ({
  socketTimeoutMS: withinMs / 2,
  connectTimeoutMS: withinMs / 2,
  waitQueueTimeoutMS: withinMs / 2,
  serverSelectionTimeoutMS: Math.min(3_000, withinMs / 2),
});
