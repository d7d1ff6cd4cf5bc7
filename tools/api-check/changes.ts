/** What a difference between two documents means to a client that was written for the older one. */
export type Severity = 'breaking' | 'warning' | 'compatible';

export interface Change {
  severity: Severity;
  /** In words, with names in backticks. CHANGELOG.md names a break by exactly this sentence. */
  sentence: string;
  /** The calls and events that it affects, if it is in a schema that several share. */
  affects: string[];
}

/** Collects changes. A change of a schema that many calls use is one change that affects them all. */
export class Changes {
  readonly #bySentence = new Map<string, Change>();

  add(severity: Severity, place: string, what: string, affected = place): void {
    const sentence = `\`${place}\`: ${what}.`;
    const change = this.#bySentence.get(sentence) ?? { severity, sentence, affects: [] };
    if (affected !== place && !change.affects.includes(affected)) change.affects.push(affected);
    this.#bySentence.set(sentence, change);
  }

  of(severity: Severity): Change[] {
    return [...this.#bySentence.values()].filter((change) => change.severity === severity);
  }
}

export const list = (values: Iterable<unknown>): string =>
  [...values].map((value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``).join(', ');
