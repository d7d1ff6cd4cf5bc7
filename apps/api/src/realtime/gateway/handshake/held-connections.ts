/** Each of them may keep a full read buffer in memory. */
const mostHeld = 500;

/**
 * Keeps the connections of flooding clients open for a while, unread. A client that gets a new connection at once would
 * spend it on the next burst, and handshakes cost more than packets.
 */
export class HeldConnections {
  readonly #heldMs: number;
  #held = 0;

  constructor(heldMs: number) {
    this.#heldMs = heldMs;
  }

  /** Ends the connection later, or at once if too many are held. */
  endLater(end: () => void): void {
    if (this.#held >= mostHeld) {
      end();
      return;
    }
    this.#held += 1;
    setTimeout(() => {
      this.#held -= 1;
      end();
    }, this.#heldMs).unref();
  }
}
