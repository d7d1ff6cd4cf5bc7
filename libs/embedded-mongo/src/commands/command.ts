import { badValue, MongoFailure, notSupported, typeMismatch } from '../execution/failure.ts';
import { isDoc, type Doc } from '../bson/document.ts';
import { isNumber, toDouble, wholeNumber } from '../bson/number.ts';
import { isSimple } from '../store/indexes.ts';
import type { Statistics } from './statistics.ts';
import type { Store } from '../store/store.ts';
import type { Steps } from '../execution/turn.ts';
import type { Cursors } from './cursors.ts';
import type { FailPoints } from './fail-point.ts';

/** The cost and plan of a command, for explain and the profile log. */
interface Cost {
  plan: string;
  keysExamined: number;
  docsExamined: number;
  returned: number;
}

export interface Profile {
  /** As in MongoDB: 0 logs slow commands only, 2 logs every one. */
  level: number;
  slowMs: number;
}

export interface Session {
  store: Store;
  cursors: Cursors;
  profile: Profile;
  failPoints: FailPoints | null;
  statistics: Statistics;
  /** The paused commands. */
  running: () => Doc[];
  connectionId: number;
  /** The documents of the message as the client encoded them, by the name of their list. */
  sent: ReadonlyMap<string, readonly Buffer[]>;
  now: () => Date;
  cost: Cost;
}

export interface Command {
  /** The allowed fields besides those of every command. */
  fields: readonly string[];
  run: (body: Doc, session: Session) => Doc | Steps<Doc>;
}

const general = new Set(
  '$db,lsid,$clusterTime,$readPreference,readConcern,writeConcern,comment,maxTimeMS,apiVersion,apiStrict,apiDeprecationErrors,$audit,$client,$configServerState'.split(
    ',',
  ),
);
const transactional = ['txnNumber', 'startTransaction', 'autocommit'];

export function checkFields(name: string, body: Doc, command: Command): void {
  for (const field of Object.keys(body)) {
    if (field === name || field === 'let' || general.has(field) || command.fields.includes(field)) continue;
    if (transactional.includes(field))
      throw new MongoFailure(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    throw new MongoFailure(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  const concern = body['readConcern'];
  if (
    isDoc(concern) &&
    !['local', 'available', 'majority', 'linearizable', undefined].includes(
      concern['level'] as string | undefined,
    )
  )
    throw new MongoFailure(
      72,
      `readConcern level '${String(concern['level'])}' is not supported by a standalone server`,
    );
  const write = body['writeConcern'];
  if (isDoc(write) && isNumber(write['w']) && toDouble(write['w']) > 1)
    throw badValue("cannot use 'w' > 1 when a host is not replicated");
  if (body['let'] !== undefined) throw notSupported('The option let');
  if (body['collation'] !== undefined && !isSimple(body['collation'])) throw notSupported('A collation');
}

export function databaseOf(body: Doc): string {
  const name = body['$db'];
  if (typeof name !== 'string' || name === '')
    throw new MongoFailure(40571, 'OP_MSG requests require a $db argument');
  return name;
}

export function namespaceOf(body: Doc, command: string): string {
  const collection = body[command];
  if (typeof collection !== 'string') throw badValue(`collection name has invalid type ${typeof collection}`);
  if (collection === '') throw new MongoFailure(73, `Invalid namespace specified '${databaseOf(body)}.'`);
  return `${databaseOf(body)}.${collection}`;
}

export function docField(body: Doc, field: string): Doc {
  const value = body[field];
  if (value === undefined || value === null) return {};
  if (!isDoc(value)) throw typeMismatch(`BSON field '${field}' is the wrong type, expected type 'object'`);
  return value;
}

export function docsField(body: Doc, field: string): Doc[] {
  const value = body[field];
  if (!Array.isArray(value))
    throw new MongoFailure(40414, `BSON field '${field}' is missing but a required field`);
  return value.map((doc: unknown) => {
    if (!isDoc(doc)) throw typeMismatch(`BSON field '${field}' must hold documents only`);
    return doc;
  });
}

export const flag = (value: unknown): boolean => value === true || (isNumber(value) && toDouble(value) !== 0);

export function count(body: Doc, field: string): number {
  const value = body[field];
  if (value === undefined || value === null) return 0;
  const number = wholeNumber(value, field);
  if (number < 0)
    throw new MongoFailure(51024, `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  return number;
}
