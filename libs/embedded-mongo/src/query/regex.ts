import type { BSONRegExp } from 'bson';
import { badValue, notSupported } from '../failure.ts';

/** MongoDB's regular expressions are PCRE. What JavaScript cannot say in the same words is refused, not guessed. */
export function toRegExp(regex: BSONRegExp): RegExp {
  const flags = regex.options;
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

/** What every matching string begins with, when the pattern says so plainly: /^abc/. */
export function literalPrefix(regex: BSONRegExp): string | null {
  if (regex.options !== '') return null;
  const found = /^\^([A-Za-z0-9 _:@#,;<>=~!"'%&/-]+)(?![*+?{|])/.exec(regex.pattern);
  if (!found?.[1] || regex.pattern.includes('|')) return null;
  return found[1];
}
