/** A subscription as its user's entry; `renewedAt` by the clock of the node that stored it. */
export interface Renewal {
  userId: string;
  renewedAt: Date;
}
/** Reads the subscriptions that were renewed after a time; all of them for null. */
type ReadSince = (time: Date | null) => Promise<readonly Renewal[]>;

/** More than the clocks of two nodes differ. Above it, `/health` complains. */
const overlapMs = 60_000;

/**
 * Who has a subscribed browser, in memory. Most customers have none, and looking for it in the store would cost a read with
 * every step of every order. At most every `knownForMs` it reads what is new since the last time, and only when a user is
 * asked for. A user whose subscriptions have ended stays in it until `remove`: that costs one read more.
 */
export class SubscribedUsers {
  readonly #users = new Set<string>();
  #newest: Date | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly readSince: ReadSince,
    private readonly knownForMs: number,
  ) {}

  async among(userIds: readonly string[]): Promise<string[]> {
    if (performance.now() - this.#readAt > this.knownForMs)
      await (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
    return userIds.filter((userId) => this.#users.has(userId));
  }

  add(userId: string): void {
    this.#users.add(userId);
  }

  remove(userId: string): void {
    this.#users.delete(userId);
  }

  async #read(): Promise<void> {
    const began = performance.now();
    const since = this.#newest && new Date(this.#newest.getTime() - overlapMs);
    for (const { userId, renewedAt } of await this.readSince(since)) {
      this.#users.add(userId);
      if (!this.#newest || renewedAt > this.#newest) this.#newest = renewedAt;
    }
    this.#readAt = began;
  }
}
