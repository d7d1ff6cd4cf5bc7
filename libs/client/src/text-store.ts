/** Keeps one text over restarts, for example a key of localStorage or a file. */
export interface TextStore {
  load(): string | null | Promise<string | null>;
  /** Null removes it. */
  save(text: string | null): void | Promise<void>;
}

/** Keeps the text as long as the program runs. */
export function memoryStore(): TextStore {
  let kept: string | null = null;
  return {
    load: () => kept,
    save: (text) => {
      kept = text;
    },
  };
}
