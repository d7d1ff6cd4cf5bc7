export type Doc = Record<string, unknown>;

/** Whether the value is a BSON document, and not a scalar that JavaScript represents as an object. */
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
    // Assigning to `__proto__` would set the prototype and lose the field.
    Object.defineProperty(doc, key, { value, enumerable: true, configurable: true, writable: true });
  } else doc[key] = value;
}

export const getField = (doc: Doc, key: string): unknown => (Object.hasOwn(doc, key) ? doc[key] : undefined);
