const windowMs = 10_000;
const firstOfEach = 100;
/** The most kinds of lines per level that are counted separately. Otherwise many different errors would fill the memory. */
export const maxKinds = 1_000;

/** The number of lines by kind. Null: all kinds beyond the first thousand together. */
type Counts = Map<string | null, number>;
/** `like`: the common key of the lines; null for lines of too many kinds. */
type Report = (level: number, suppressed: number, like: string | null) => void;

/**
 * Writes the first hundred similar lines within ten seconds, counts the rest and reports their number. Without it one
 * fault that occurs a thousand times a second would fill the disk and hide all other lines.
 */
export class LogSampler {
  readonly #report: Report;
  readonly #first: number;
  /** By level, so that rejected requests, of which clients can cause many kinds, do not suppress errors. */
  #levels = new Map<number, Counts>();
  #timer: NodeJS.Timeout | undefined;

  constructor(report: Report, { first = firstOfEach }: { first?: number } = {}) {
    this.#report = report;
    this.#first = first;
  }

  /** Whether this line is written. */
  mayWrite(level: number, like: string): boolean {
    this.#timer ??= setTimeout(() => this.end(), windowMs).unref();
    const counts = this.#levels.get(level) ?? new Map<string | null, number>();
    this.#levels.set(level, counts);
    const kind = counts.has(like) || counts.size < maxKinds ? like : null;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= this.#first;
  }

  /** Ends the window and reports the number of suppressed lines. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const levels = this.#levels;
    this.#levels = new Map();
    for (const [level, counts] of levels)
      for (const [like, count] of counts)
        if (count > this.#first) this.#report(level, count - this.#first, like);
  }
}

interface Line {
  suppressed?: unknown;
  msg?: unknown;
  err?: unknown;
  problem?: unknown;
  code?: unknown;
}

const warn = 40;
const fatal = 60;
/** Lines that differ only in ids and numbers are similar. */
const withoutIds = (text: string) => text.replaceAll(/[\da-f]{8,}|[\w-]{24,}|\d+/gi, '#').slice(0, 200);

/**
 * The key of similar lines: message, error and problem code, without ids. Null for lines that are always written: fatal
 * errors and successful requests.
 */
export function samplingKeyOf(level: number, args: readonly unknown[]): string | null {
  const [first, second] = args;
  const line: Line = first instanceof Error ? { err: first } : typeof first === 'object' ? { ...first } : {};
  const message = typeof first === 'string' ? first : (second ?? line.msg);
  const problem = line.problem ?? line.code;
  // The report of suppressed lines itself is always written.
  if (line.suppressed !== undefined) return null;
  if (level >= fatal || (level < warn && problem === undefined)) return null;
  const parts = [
    message,
    line.err instanceof Error ? `${line.err.name}: ${line.err.message}` : undefined,
    problem,
  ];
  return withoutIds(
    parts.filter((part): part is string | number => ['string', 'number'].includes(typeof part)).join(' | '),
  );
}
