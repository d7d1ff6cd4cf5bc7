import { MongoFailure } from '../execution/failure.ts';
import { emptyArray } from '../bson/index-key.ts';
import { getField, isDoc, type Doc } from '../bson/document.ts';
import { compareMany } from '../execution/turn.ts';

const split = new Map<string, readonly string[]>();

export function partsOf(path: string): readonly string[] {
  let parts = split.get(path);
  if (!parts) {
    parts = path.split('.');
    if (split.size > 5000) split.clear();
    split.set(path, parts);
  }
  return parts;
}

export const isPosition = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/**
 * Whether any value at the path passes the test. Arrays on the path are searched by position and by element. `intoLast`:
 * whether the elements of an array at the end of the path are tested too.
 */
export function someValue(
  value: unknown,
  parts: readonly string[],
  at: number,
  intoLast: boolean,
  test: (value: unknown) => boolean,
): boolean {
  const part = parts[at];
  if (part === undefined) {
    if (test(value)) return true;
    if (!intoLast || !Array.isArray(value)) return false;
    compareMany(value.length);
    return value.some(test);
  }
  if (Array.isArray(value)) {
    if (isPosition(part)) {
      const position = Number(part);
      if (position < value.length && someValue(value[position], parts, at + 1, intoLast, test)) return true;
    }
    return value.some((element) => isDoc(element) && someValue(element, parts, at, intoLast, test));
  }
  return someValue(isDoc(value) ? getField(value, part) : undefined, parts, at + 1, intoLast, test);
}

interface Slot {
  value: unknown;
  rest: readonly string[];
}

function walk(slot: Slot): Slot {
  let { value } = slot;
  let at = 0;
  for (; at < slot.rest.length; at++) {
    const part = slot.rest[at] ?? '';
    if (Array.isArray(value)) {
      if (!isPosition(part) || Number(part) >= value.length) break;
      if (value.some((element) => isDoc(element) && Object.hasOwn(element, part)))
        throw new MongoFailure(
          16746,
          `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
        );
      value = value[Number(part)];
    } else if (isDoc(value)) value = getField(value, part);
    else return { value: undefined, rest: [] };
  }
  return { value, rest: slot.rest.slice(at) };
}

/** The values of the indexed fields, one tuple per index key. Adds the positions of fields with arrays to `arrays`. */
export function tuplesOf(
  doc: Doc,
  paths: readonly (readonly string[])[],
  arrays: Set<number>,
  names: readonly string[],
): unknown[][] {
  return expandSlots(
    paths.map((rest) => ({ value: doc, rest })),
    arrays,
    names,
  );
}

function expandSlots(slots: readonly Slot[], arrays: Set<number>, names: readonly string[]): unknown[][] {
  const reached = slots.map((slot) =>
    slot.rest.length === 0 && slot.value !== undefined ? slot : walk(slot),
  );
  let array: unknown[] | undefined;
  let first = '';
  const through: number[] = [];
  for (const [at, slot] of reached.entries()) {
    if (!Array.isArray(slot.value) || isFinal(slot)) continue;
    if (array && array !== slot.value)
      throw new MongoFailure(171, `cannot index parallel arrays [${names[at] ?? ''}] [${first}]`);
    array = slot.value;
    first = names[at] ?? '';
    through.push(at);
  }
  if (!array)
    return [
      reached.map((slot) => (isFinal(slot) ? slot.value : slot.rest.length > 0 ? undefined : slot.value)),
    ];
  for (const at of through) arrays.add(at);
  if (array.length === 0)
    return [
      ...expandSlots(
        reached.map((slot, at) =>
          through.includes(at)
            ? { value: slot.rest.length === 0 ? emptyArray : undefined, rest: final }
            : slot,
        ),
        arrays,
        names,
      ),
    ];
  return array.flatMap((element) =>
    expandSlots(
      reached.map((slot, at) =>
        !through.includes(at)
          ? slot
          : slot.rest.length === 0
            ? { value: element, rest: final }
            : // An array directly inside an array is not searched, except by position.
              Array.isArray(element)
              ? { value: undefined, rest: final }
              : { value: element, rest: slot.rest },
      ),
      arrays,
      names,
    ),
  );
}

/** Marks a slot whose value is an array element: it is indexed as it is, even if it is an array itself. */
const final: readonly string[] = [];
const isFinal = (slot: Slot): boolean => slot.rest === final;
