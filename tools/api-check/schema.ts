import { isDeepStrictEqual } from 'node:util';
import { type Changes, list, type Severity } from './changes.ts';

/** The part of JSON Schema that the contract produces. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  default?: unknown;
  [limit: string]: unknown;
}
export type Schemas = Record<string, Schema>;

/** Who sends the value: the client (a request) or the server (an answer, an event). */
export type Direction = 'request' | 'answer';

/** Where a schema is: the name of a shared schema, a call or an event, and the path of fields in it. */
export interface Place {
  name: string;
  path: string;
  /** The call or event through which the comparison came here. */
  affected: string;
}

const structure = ['$ref', 'type', 'enum', 'const', 'anyOf', 'oneOf', 'properties', 'required', 'items'];
const more = ['additionalProperties', 'propertyNames', 'default'];
const texts = ['$id', '$schema', 'description', 'title', 'examples', 'example', 'deprecated'];
/** Limits that get narrower when they grow, and those that get narrower when they shrink. */
const lower = { minLength: 'characters', minItems: 'entries', minimum: '', exclusiveMinimum: '' };
const upper = { maxLength: 'characters', maxItems: 'entries', maximum: '', exclusiveMaximum: '' };
/** Either the same or different: the check does not decide which of two is narrower. */
// `allOf` is how the contract writes several patterns for one value.
const exact = ['format', 'pattern', 'multipleOf', 'uniqueItems', 'contentEncoding', 'allOf'];
const known = new Set([structure, more, texts, Object.keys(lower), Object.keys(upper), exact].flat());

const isNull = ({ type, enum: values, ...rest }: Schema): boolean =>
  type === 'null' || ('const' in rest && rest.const === null) || (values?.length === 1 && values[0] === null);

/** Compares the schemas of one direction. What narrows a request breaks clients, and so does what widens an answer. */
export class SchemaComparison {
  readonly #before: Schemas;
  readonly #after: Schemas;
  readonly #direction: Direction;
  readonly #changes: Changes;
  /** Pairs of shared schemas that are being compared, because schemas may contain themselves. */
  readonly #open = new Set<string>();

  constructor(before: Schemas, after: Schemas, direction: Direction, changes: Changes) {
    this.#before = before;
    this.#after = after;
    this.#direction = direction;
    this.#changes = changes;
  }

  compare(before: Schema, after: Schema, at: Place): void {
    const key = before.$ref && after.$ref && `${before.$ref} ${after.$ref}`;
    if (key && this.#open.has(key)) return;
    if (key) this.#open.add(key);
    const place = before.$ref ? { ...at, name: nameOf(before.$ref), path: '' } : at;
    this.#compareChoices(
      this.#choices(before, this.#before, at),
      this.#choices(after, this.#after, at),
      place,
    );
    if (key) this.#open.delete(key);
  }

  /** All kinds of values that a schema allows, each as one schema of one type. */
  #choices(schema: Schema, schemas: Schemas, at: Place): Schema[] {
    if (schema.$ref) {
      const { $ref, ...beside } = schema;
      const target = schemas[nameOf($ref)];
      if (!target) throw new Error(`${at.name}: the document has no schema ${$ref}.`);
      return this.#choices({ ...target, ...beside }, schemas, at);
    }
    for (const keyword of Object.keys(schema))
      if (!known.has(keyword))
        throw new Error(
          `${at.name} ${at.path}: the API check does not know "${keyword}". Teach it in schema.ts.`,
        );
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives) {
      const { anyOf, oneOf, ...beside } = schema;
      return alternatives.flatMap((it) => this.#choices({ ...beside, ...it }, schemas, at));
    }
    if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
    return [schema];
  }

  #compareChoices(before: Schema[], after: Schema[], at: Place): void {
    const hadNull = before.some(isNull);
    const hasNull = after.some(isNull);
    if (!hadNull && hasNull) this.#widened('breaking', at, 'may be null now');
    if (hadNull && !hasNull) this.#narrowed(at, 'is never null any more');
    const left = after.filter((it) => !isNull(it));
    const unmatched = before.filter((it) => {
      if (isNull(it)) return false;
      const match = bestMatch(it, left);
      if (!match) return true;
      left.splice(left.indexOf(match), 1);
      this.#compareOne(it, match, at);
      return false;
    });
    // One kind of value took the place of another.
    if (unmatched.length === 1 && left.length === 1 && unmatched[0] && left[0]) {
      this.#compareOne(unmatched[0], left[0], at);
      return;
    }
    for (const gone of unmatched) this.#narrowed(at, `is never ${describe(gone)} any more`);
    for (const added of left) {
      const isNewType = before.every(({ type }) => type !== added.type);
      this.#widened(isNewType ? 'breaking' : 'warning', at, `may be ${describe(added)} now`);
    }
  }

  #compareOne(before: Schema, after: Schema, at: Place): void {
    const [had, has] = [valuesOf(before), valuesOf(after)];
    if (!had && !has && before.type !== after.type) {
      this.#compareTypes(before, after, at);
      return;
    }
    this.#compareValues(had, has, before, after, at);
    if (!had && !has) this.#compareLimits(before, after, at);
    if (this.#direction === 'request' && !isDeepStrictEqual(before.default, after.default))
      this.#add(
        'warning',
        at,
        `defaults to ${list([after.default ?? null])} instead of ${list([before.default ?? null])}`,
      );
    this.#compareFields(before, after, at);
    if (before.items ?? after.items)
      this.compare(before.items ?? {}, after.items ?? {}, { ...at, path: `${at.path}[]` });
  }

  #compareTypes(before: Schema, after: Schema, at: Place): void {
    const what = `is ${describe(after)} instead of ${describe(before)}`;
    const widens =
      before.type !== undefined &&
      (after.type === undefined || (before.type === 'integer' && after.type === 'number'));
    const narrows =
      after.type !== undefined &&
      (before.type === undefined || (before.type === 'number' && after.type === 'integer'));
    if (widens) this.#widened('breaking', at, what);
    else if (narrows) this.#narrowed(at, what);
    else this.#add('breaking', at, what);
  }

  /** An enumeration in an answer that grows is a warning: a client must expect values that it does not know. */
  #compareValues(
    had: unknown[] | undefined,
    has: unknown[] | undefined,
    before: Schema,
    after: Schema,
    at: Place,
  ): void {
    if (had && has) {
      const gone = had.filter((value) => !has.includes(value));
      const added = has.filter((value) => !had.includes(value));
      if (gone.length > 0) this.#narrowed(at, `is never ${list(gone)} any more`);
      if (added.length > 0) this.#widened('warning', at, `may be ${list(added)} now`);
    } else if (has) this.#narrowed(at, `is one of ${list(has)} instead of ${describe(before)}`);
    else if (had) this.#widened('warning', at, `is ${describe(after)} instead of one of ${list(had)}`);
  }

  #compareLimits(before: Schema, after: Schema, at: Place): void {
    for (const [limits, sign, word] of [
      [lower, 1, 'at least'],
      [upper, -1, 'at most'],
    ] as const)
      for (const [keyword, unit] of Object.entries(limits)) {
        const [was, is] = [before[keyword], after[keyword]] as (number | undefined)[];
        if (was === is) continue;
        const text = (value: number | undefined) =>
          value === undefined ? 'any' : `${word} ${value}${unit && ` ${unit}`}`;
        const what = `takes ${text(is)} instead of ${text(was)} (\`${keyword}\`)`;
        const bound = -sign * Infinity;
        if (((is ?? bound) - (was ?? bound)) * sign > 0) this.#narrowed(at, what);
        else this.#widened('warning', at, what);
      }
    for (const keyword of exact) {
      if (isDeepStrictEqual(before[keyword], after[keyword])) continue;
      const what = `has another \`${keyword}\`${short(after[keyword])}${short(before[keyword], ' instead of')}`;
      const loosens = after[keyword] === undefined;
      if (this.#direction === 'request') this.#add(loosens ? 'compatible' : 'breaking', at, what);
      else if (before[keyword] === undefined) this.#add('compatible', at, what);
      else this.#add(keyword === 'pattern' ? 'warning' : 'breaking', at, what);
    }
  }

  #compareFields(before: Schema, after: Schema, at: Place): void {
    const [had, has] = [before.properties ?? {}, after.properties ?? {}];
    const isRequest = this.#direction === 'request';
    const field = (name: string): Place => ({ ...at, path: at.path ? `${at.path}.${name}` : name });
    for (const [name, schema] of Object.entries(had)) {
      const [wasRequired, isRequired] = [before, after].map(
        ({ required }) => required?.includes(name) ?? false,
      );
      const now = has[name];
      if (!now) this.#add('breaking', field(name), isRequest ? 'is no longer accepted' : 'was removed');
      else {
        if (!wasRequired && isRequired)
          this.#narrowed(field(name), isRequest ? 'is required now' : 'is always there now');
        if (wasRequired && !isRequired)
          this.#widened('breaking', field(name), isRequest ? 'may be left out now' : 'may be missing now');
        this.compare(schema, now, field(name));
      }
    }
    for (const name of Object.keys(has)) {
      if (had[name]) continue;
      const breaks = isRequest && after.required?.includes(name);
      this.#add(breaks ? 'breaking' : 'compatible', field(name), breaks ? 'is new and required' : 'is new');
    }
    this.#compareOtherFields(before, after, at);
  }

  /** Those without a fixed name. */
  #compareOtherFields(before: Schema, after: Schema, at: Place): void {
    const [had, has] = [before.additionalProperties, after.additionalProperties];
    if (this.#direction === 'request' && had !== has) {
      if (has === false) this.#add('breaking', at, 'rejects unknown fields now');
      if (had === false) this.#add('compatible', at, 'accepts unknown fields now');
    }
    const schemaOf = (it: boolean | Schema | undefined): Schema => (typeof it === 'object' ? it : {});
    if (typeof had === 'object' || typeof has === 'object')
      this.compare(schemaOf(had), schemaOf(has), { ...at, path: `${at.path}[*]` });
    if (before.propertyNames ?? after.propertyNames)
      this.compare(before.propertyNames ?? {}, after.propertyNames ?? {}, {
        ...at,
        path: `${at.path}[name]`,
      });
  }

  /** Fewer values than before: breaks a client that sends them. */
  #narrowed(at: Place, what: string): void {
    this.#add(this.#direction === 'request' ? 'breaking' : 'compatible', at, what);
  }

  /** More values than before: may break a client that receives them. */
  #widened(severity: Severity, at: Place, what: string): void {
    this.#add(this.#direction === 'answer' ? severity : 'compatible', at, what);
  }

  #add(severity: Severity, { name, path, affected }: Place, what: string): void {
    const where = this.#direction === 'request' ? 'in requests' : 'in answers';
    const isShared = name !== affected;
    this.#changes.add(
      severity,
      name,
      `${path ? `\`${path}\`` : 'the value'}${isShared ? ` ${where}` : ''} ${what}`,
      affected,
    );
  }
}

const nameOf = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

const valuesOf = (schema: Schema): unknown[] | undefined =>
  'const' in schema ? [schema.const] : schema.enum;

/** The choice that means the same as this one: equal, or of the same type with the same fixed values. */
function bestMatch(schema: Schema, choices: Schema[]): Schema | undefined {
  const sameType = choices.filter(({ type }) => type === schema.type);
  return (
    choices.find((it) => isDeepStrictEqual(it, schema)) ??
    sameType.find((it) => isDeepStrictEqual(fixed(it), fixed(schema)))
  );
}

/** The fields by whose value a client tells one choice from another. */
const fixed = ({ properties = {}, ...schema }: Schema): unknown =>
  schema.type === 'object' || schema.type === undefined
    ? Object.entries(properties).flatMap(([name, it]) => ('const' in it ? [[name, it.const]] : []))
    : [];

function describe(schema: Schema): string {
  const { type } = schema;
  const values = valuesOf(schema);
  if (values) return values.length === 1 ? list(values) : `one of ${list(values)}`;
  if (typeof type !== 'string') return 'any value';
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** A value of a limit, if it is short enough to read. */
const short = (value: unknown, before = ':'): string =>
  value === undefined || JSON.stringify(value).length > 60 ? '' : `${before} ${list([value])}`;
