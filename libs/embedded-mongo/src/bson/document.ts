export type Doc = Record<string, unknown>;

/** A BSON sub-document as the decoder makes it, as opposed to a scalar that happens to be an object in JavaScript. */
export function isDoc(value: unknown): value is Doc {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !('_bsontype' in value)
  );
}

export function setField(doc: Doc, key: string, value: unknown): void {
  if (key === '__proto__') {
    // A plain assignment would set the prototype and lose the field.
    Object.defineProperty(doc, key, { value, enumerable: true, configurable: true, writable: true });
  } else doc[key] = value;
}

export const getField = (doc: Doc, key: string): unknown => (Object.hasOwn(doc, key) ? doc[key] : undefined);
