const windowMs = 10_000;
const firstOfEach = 100;
/** A storm of errors that all differ would fill memory instead of the disk: beyond these they count as one. */
const mostKinds = 1_000;

interface Kind {
  level: number;
  like: string;
  count: number;
}

/**
 * Lets the first hundred like each other through in ten seconds, counts the rest and says how many they were. Without it
 * one broken thing that is asked for a thousand times a second fills the disk with itself, and hides everything else.
 */
export class Storms {
  readonly #say: (level: number, suppressed: number, like: string) => void;
  readonly #first: number;
  #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    say: (level: number, suppressed: number, like: string) => void,
    { first = firstOfEach }: { first?: number } = {},
  ) {
    this.#say = say;
    this.#first = first;
  }

  /** Whether this line is to be written. */
  lets(level: number, like: string): boolean {
    this.#timer ??= setTimeout(() => this.end(), windowMs).unref();
    const wanted = `${level} ${like}`;
    const key = this.#kinds.has(wanted) || this.#kinds.size < mostKinds ? wanted : `${level}`;
    const kind = this.#kinds.get(key) ?? { level, like: key === wanted ? like : 'many others', count: 0 };
    kind.count += 1;
    this.#kinds.set(key, kind);
    return kind.count <= this.#first;
  }

  /** Of a window: what was left out is told. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const over = this.#kinds;
    this.#kinds = new Map();
    for (const { level, like, count } of over.values())
      if (count > this.#first) this.#say(level, count - this.#first, like);
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
/** Ids and figures in a message make no other error of it. */
const blurred = (text: string) => text.replaceAll(/[\da-f]{8,}|[\w-]{24,}|\d+/gi, '#').slice(0, 200);

/**
 * What makes a line like another: level, words and error, not whom it was about. Null: it is always written, as what is
 * fatal is, and what went well.
 */
export function likenessOf(level: number, args: readonly unknown[]): string | null {
  const [first, second] = args;
  const line: Line = first instanceof Error ? { err: first } : typeof first === 'object' ? { ...first } : {};
  const said = typeof first === 'string' ? first : (second ?? line.msg);
  const refused = line.problem ?? line.code;
  // What tells of others is not one of them.
  if (line.suppressed !== undefined) return null;
  if (level >= fatal || (level < warn && refused === undefined)) return null;
  const parts = [
    said,
    line.err instanceof Error ? `${line.err.name}: ${line.err.message}` : undefined,
    refused,
  ];
  return blurred(
    parts.filter((part): part is string | number => ['string', 'number'].includes(typeof part)).join(' | '),
  );
}
