import { badValue, MongoFailure, show } from '../execution/failure.ts';
import { getField, isDoc, setField, type Doc } from '../bson/document.ts';
import { isPosition } from '../query/path.ts';
import { removed, type Operator } from './operators.ts';

/** Resolves the placeholders in a path for the current document. */
export interface Placeholders {
  position: (arrayPath: string) => number;
  filter: (identifier: string) => (element: unknown) => boolean;
}

export const isPlaceholder = (part: string): boolean => part === '$' || /^\$\[.*\]$/.test(part);
const largestGap = 1_500_000;

/** Resolves a path with `$`, `$[]` or `$[name]` to the plain paths in this document. */
export function resolve(doc: Doc, parts: readonly string[], placeholders: Placeholders): string[][] {
  if (!parts.some(isPlaceholder)) return [[...parts]];
  const found: string[][] = [];
  const follow = (value: unknown, at: number, path: string[]): void => {
    const part = parts[at];
    if (part === undefined) {
      found.push(path);
      return;
    }
    if (!isPlaceholder(part)) {
      const next = Array.isArray(value)
        ? isPosition(part)
          ? (value[Number(part)] as unknown)
          : undefined
        : isDoc(value)
          ? getField(value, part)
          : undefined;
      follow(next, at + 1, [...path, part]);
      return;
    }
    if (part === '$') {
      const position = placeholders.position(path.join('.'));
      follow(Array.isArray(value) ? value[position] : undefined, at + 1, [...path, String(position)]);
      return;
    }
    if (value === undefined || !Array.isArray(value))
      throw badValue(
        value === undefined
          ? `The path '${path.join('.')}' must exist in the document in order to apply array updates.`
          : `Cannot apply array updates to non-array element ${path.at(-1) ?? ''}`,
      );
    const test = part === '$[]' ? () => true : placeholders.filter(part.slice(2, -1));
    for (const [position, element] of value.entries())
      if (test(element)) follow(element, at + 1, [...path, String(position)]);
  };
  follow(doc, 0, []);
  return found;
}

/** Applies one operator at one plain path. Creates missing documents on the path if the operator does so. */
export function change(doc: Doc, parts: readonly string[], operator: Operator): void {
  const path = parts.join('.');
  let holder: Doc | unknown[] = doc;
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    const current = read(holder, part, parts, at, operator.creates);
    if (current === blocked) return;
    if (last) {
      if (current === undefined && !operator.creates) return;
      write(holder, part, operator.apply(current, path), path);
      return;
    }
    if (Array.isArray(current)) holder = current as unknown[];
    else if (isDoc(current)) holder = current;
    else if (current === undefined) {
      if (!operator.creates) return;
      const made: Doc = {};
      write(holder, part, made, path);
      holder = made;
    } else {
      if (!operator.creates) return;
      throw notViable(parts[at + 1] ?? '', part, current);
    }
  }
}

/** The path names a field of an array, which cannot exist or be created. */
const blocked = Symbol('blocked');

function read(
  holder: Doc | unknown[],
  part: string,
  parts: readonly string[],
  at: number,
  creates: boolean,
): unknown {
  if (!Array.isArray(holder)) return getField(holder, part);
  if (isPosition(part)) return holder[Number(part)];
  if (!creates) return blocked;
  throw notViable(part, parts[at - 1] ?? '', holder);
}

const notViable = (field: string, parent: string, value: unknown): MongoFailure =>
  new MongoFailure(28, `Cannot create field '${field}' in element {${parent}: ${show(value)}}`);

function write(holder: Doc | unknown[], part: string, value: unknown, path: string): void {
  if (!Array.isArray(holder)) {
    if (value === removed) Reflect.deleteProperty(holder, part);
    else setField(holder, part, value);
    return;
  }
  const position = Number(part);
  if (value === removed) {
    // As in MongoDB, the other elements keep their positions.
    if (position < holder.length) holder[position] = null;
    return;
  }
  if (position - holder.length > largestGap)
    throw badValue(`can't backfill more than ${largestGap} elements: ${path}`);
  while (holder.length < position) holder.push(null);
  holder[position] = value;
}
