import { createContext, Script } from 'node:vm';
import type { BSONRegExp } from 'bson';
import { badValue, MongoFailure, notSupported } from '../execution/failure.ts';
import { workedFor } from '../execution/turn.ts';

/** MongoDB's limit. */
const longestPattern = 32_764;
const longestMs = 50;
/**
 * The limit is for the processor time of this thread. On a busy machine the thread may wait that long for a processor, and
 * a harmless expression would fail. The timeout of `node:vm` counts the time of day, so work that was terminated before it
 * had its time is repeated with a longer one.
 */
const timeoutsMs = [longestMs, 2 * longestMs, 4 * longestMs];
/** Timers and processor time are not exact, so somewhat less than the limit is enough to blame the expression. */
const enoughMs = 0.8 * longestMs;
const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/**
 * A test with a time limit. Only repetitions, groups and back references can make the matching time grow faster than the
 * text. Patterns with them run with the limit, which costs about a third of a millisecond each time; others run without.
 */
export function regexTest(regex: BSONRegExp): (text: string) => boolean {
  const compiled = toRegExp(regex);
  const isPlain = !/[*+?{(\\]/.test(compiled.source.replace(/\\[^\dk]/g, ''));
  return isPlain ? (text) => compiled.test(text) : (text) => limited(compiled, text);
}

const context: { work?: () => unknown } = {};
let script: Script | undefined;
let hasLimit = false;
let limits = 0;

/** How many limits were set for single values. Each costs a thread, so many values should share one limit. */
export const limitsSet = (): number => limits;

/** Terminates work that takes too long at any point, and may repeat it, so the work may only read. */
export function withinLimit<T>(work: () => T): T {
  if (hasLimit) return work();
  script ??= (createContext(context), new Script('work()'));
  context.work = work;
  hasLimit = true;
  limits++;
  const started = processorMs();
  try {
    for (const timeout of timeoutsMs) {
      const begun = processorMs();
      try {
        return script.runInContext(context, { timeout }) as T;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      }
      if (processorMs() - begun >= enoughMs) break;
    }
    throw new MongoFailure(50, `operation exceeded time limit: a regular expression took ${longestMs} ms`);
  } finally {
    hasLimit = false;
    workedFor(processorMs() - started);
  }
}

function limited(regex: RegExp, text: string): boolean {
  return withinLimit(() => {
    try {
      return regex.test(text);
    } catch (error) {
      throw badValue(`Regular expression is invalid: ${(error as Error).message}`);
    }
  });
}

/** MongoDB's regular expressions are PCRE. Patterns without an equivalent in JavaScript are rejected. */
function toRegExp(regex: BSONRegExp): RegExp {
  const flags = regex.options;
  if (regex.pattern.length > longestPattern) throw new MongoFailure(51091, 'Regular expression is too long');
  for (const flag of flags)
    if (!'imsxu'.includes(flag)) throw badValue(`invalid flag in regex options: ${flag}`);
  if (flags.includes('x')) throw notSupported("The regex option 'x'");
  const source = inlineFlags(regex.pattern);
  const wanted = Array.from('ims')
    .filter((flag) => flags.includes(flag) || source.flags.includes(flag))
    .join('');
  try {
    return new RegExp(source.pattern, `${wanted}u`);
  } catch {
    // PCRE allows escapes that are an error in JavaScript's unicode mode.
  }
  try {
    return new RegExp(source.pattern, wanted);
  } catch (error) {
    throw badValue(`Regular expression is invalid: ${(error as Error).message}`);
  }
}

function inlineFlags(pattern: string): { pattern: string; flags: string } {
  const found = /^\(\?([ims]+)\)/.exec(pattern);
  return found ? { pattern: pattern.slice(found[0].length), flags: found[1] ?? '' } : { pattern, flags: '' };
}

/** The prefix of every matching string for simple patterns such as /^abc/; else null. */
export function literalPrefix(regex: BSONRegExp): string | null {
  if (regex.options !== '') return null;
  const found = /^\^([A-Za-z0-9 _:@#,;<>=~!"'%&/-]+)(?![*+?{|])/.exec(regex.pattern);
  if (!found?.[1] || regex.pattern.includes('|')) return null;
  return found[1];
}
