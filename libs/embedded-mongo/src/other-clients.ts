/** The open connections that do not name the owner (`EngineOptions.owner`), as far as the owner's thread knows. */
export class OtherClients {
  readonly #listeners = new Set<() => void>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  become(count: number): void {
    this.#count = count;
    for (const listener of this.#listeners) listener();
  }
}
