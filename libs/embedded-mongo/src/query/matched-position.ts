import { getField, isDoc, type Doc } from '../bson/document.ts';
import type { Condition } from './filter.ts';
import { conjuncts } from './filter.ts';
import { isPosition, partsOf, someValue } from './path.ts';

/** The position of the first array element on the path that fulfils this condition. */
function positionIn(condition: Condition & { kind: 'field' }, doc: Doc): number | null {
  const parts = partsOf(condition.path);
  let value: unknown = doc;
  for (let at = 0; at <= parts.length; at++) {
    if (Array.isArray(value)) {
      const part = parts[at];
      if (part !== undefined && isPosition(part) && Number(part) < value.length) {
        value = value[Number(part)];
        continue;
      }
      const found =
        part === undefined
          ? value.findIndex((element) =>
              condition.operator === '$elemMatch' ? condition.test([element]) : condition.test(element),
            )
          : value.findIndex(
              (element) => isDoc(element) && someValue(element, parts, at, condition.into, condition.test),
            );
      return found < 0 ? null : found;
    }
    const part = parts[at];
    if (part === undefined || !isDoc(value)) return null;
    value = getField(value, part);
  }
  return null;
}

/**
 * The position that `$` stands for. If several conditions go through arrays, MongoDB does not define which one counts.
 * Here it is the first one on the same array, otherwise the first one on any array.
 */
export function matchedPosition(condition: Condition, doc: Doc, path: string): number | null {
  let any: number | null = null;
  for (const part of fieldsOf(condition)) {
    const position = positionIn(part, doc);
    if (position === null) continue;
    if (part.path === path || part.path.startsWith(`${path}.`)) return position;
    any ??= position;
  }
  return any;
}

function* fieldsOf(condition: Condition): Generator<Condition & { kind: 'field' }> {
  for (const part of conjuncts(condition)) {
    if (part.kind === 'field') yield part;
    else if (part.kind === 'or') for (const branch of part.parts) yield* fieldsOf(branch);
  }
}
