const windowMs = 10_000;
const firstOfEach = 100;
/** The most kinds of lines that are counted separately. Otherwise many different errors would fill the memory. */
const maxKinds = 1_000;

interface Kind {
  level: number;
  like: string;
  count: number;
}

/**
 * Writes the first hundred similar lines within ten seconds, counts the rest and reports their number. Without it one
 * fault that occurs a thousand times a second would fill the disk and hide all other lines.
 */
export class LogSampler {
  readonly #report: (level: number, suppressed: number, like: string) => void;
  readonly #first: number;
  #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    report: (level: number, suppressed: number, like: string) => void,
    { first = firstOfEach }: { first?: number } = {},
  ) {
    this.#report = report;
    this.#first = first;
  }

  /** Whether this line is written. */
  mayWrite(level: number, like: string): boolean {
    this.#timer ??= setTimeout(() => this.end(), windowMs).unref();
    const ownKey = `${level} ${like}`;
    const key = this.#kinds.has(ownKey) || this.#kinds.size < maxKinds ? ownKey : `${level}`;
    const kind = this.#kinds.get(key) ?? { level, like: key === ownKey ? like : 'many others', count: 0 };
    kind.count += 1;
    this.#kinds.set(key, kind);
    return kind.count <= this.#first;
  }

  /** Ends the window and reports the number of suppressed lines. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kinds = this.#kinds;
    this.#kinds = new Map();
    for (const { level, like, count } of kinds.values())
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
