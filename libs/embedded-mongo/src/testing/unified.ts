/** A runner for the part of MongoDB's unified test format that the CRUD tests use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EJSON } from 'bson';
import {
  MongoClient,
  type Collection,
  type CommandStartedEvent,
  type CommandSucceededEvent,
  type MongoClientOptions,
} from 'mongodb';
import { Mismatch, same, type Json } from './expectation.ts';

interface SpecTest {
  name: string;
  skip: string | null;
  run: (uri: string) => Promise<void>;
}

export interface SpecFile {
  name: string;
  tests: SpecTest[];
}

export function readSpecFiles(directory: string, serverVersion: string): SpecFile[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const file = EJSON.parse(readFileSync(join(directory, name), 'utf8'));
      return {
        name,
        tests: (file['tests'] as Json[]).map((test) => ({
          name: String(test['description']),
          skip:
            unmet(file['runOnRequirements'], serverVersion) ??
            unmet(test['runOnRequirements'], serverVersion),
          run: (uri: string) =>
            new Run(file, test, name === 'create-null-ids.json' ? { pkFactory: nullIds } : {}).run(uri),
        })),
      };
    });
}

/** Without it the driver would replace a null `_id`, and the test of null ids would test nothing. */
const nullIds = { createPk: () => null };

const parts = (version: string): number[] => version.split('.').map(Number);
function compareVersions(a: string, b: string): number {
  const [x, y] = [parts(a), parts(b)];
  for (let at = 0; at < 3; at++) {
    const order = (x[at] ?? 0) - (y[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function unmet(requirements: Json[] | undefined, version: string): string | null {
  if (!requirements) return null;
  const met = requirements.some(
    ({ minServerVersion, maxServerVersion, topologies }) =>
      (!minServerVersion || compareVersions(version, minServerVersion) >= 0) &&
      (!maxServerVersion || compareVersions(version, maxServerVersion) <= 0) &&
      (!topologies || topologies.includes('single')),
  );
  return met ? null : `asks for ${JSON.stringify(requirements)}`;
}

class Run {
  private readonly file: Json;
  private readonly test: Json;
  private readonly clientOptions: MongoClientOptions;
  private readonly entities = new Map<string, Json>();
  private readonly events = new Map<string, Json[]>();
  private readonly clients: MongoClient[] = [];

  constructor(file: Json, test: Json, clientOptions: MongoClientOptions) {
    this.file = file;
    this.test = test;
    this.clientOptions = clientOptions;
  }

  async run(uri: string): Promise<void> {
    const admin = await new MongoClient(uri).connect();
    try {
      for (const { databaseName, collectionName, documents } of this.file['initialData'] ?? []) {
        const collection = admin.db(databaseName).collection(collectionName);
        await collection.drop().catch(() => undefined);
        if (documents.length > 0) await collection.insertMany(documents);
        else await admin.db(databaseName).createCollection(collectionName);
      }
      for (const entity of this.file['createEntities'] ?? []) await this.create(entity, uri);
      for (const operation of this.test['operations']) await this.operate(operation);
      for (const { client, events } of this.test['expectEvents'] ?? []) this.compareEvents(client, events);
      for (const { databaseName, collectionName, documents } of this.test['outcome'] ?? []) {
        const actual = await admin
          .db(databaseName)
          .collection(collectionName)
          .find()
          .sort({ _id: 1 })
          .toArray();
        same(documents, actual, `outcome of ${collectionName}`, true);
      }
    } finally {
      for (const client of [...this.clients, admin]) await client.close();
    }
  }

  private async create(entity: Json, uri: string): Promise<void> {
    if (entity['client']) {
      const { id, observeEvents = [], uriOptions = {} } = entity['client'];
      const client = new MongoClient(uri, { monitorCommands: true, ...this.clientOptions, ...uriOptions });
      const seen: Json[] = [];
      const watch = (name: string): boolean => observeEvents.includes(name);
      const silent = new Set(['hello', 'ismaster', 'configureFailPoint', 'killCursors']);
      client.on('commandStarted', (event: CommandStartedEvent) => {
        if (watch('commandStartedEvent') && !silent.has(event.commandName))
          seen.push({ commandStartedEvent: event });
      });
      client.on('commandSucceeded', (event: CommandSucceededEvent) => {
        if (watch('commandSucceededEvent') && !silent.has(event.commandName))
          seen.push({ commandSucceededEvent: event });
      });
      await client.connect();
      this.clients.push(client);
      this.entities.set(id, client);
      this.events.set(id, seen);
    } else if (entity['database']) {
      const { id, client, databaseName } = entity['database'];
      this.entities.set(id, this.entities.get(client).db(databaseName));
    } else if (entity['collection']) {
      const { id, database, collectionName } = entity['collection'];
      this.entities.set(id, this.entities.get(database).collection(collectionName));
    } else throw new Mismatch(`cannot make ${JSON.stringify(entity)}`);
  }

  private async operate({
    name,
    object,
    arguments: given = {},
    expectError,
    expectResult,
  }: Json): Promise<void> {
    let result: unknown;
    try {
      result = await this.call(name, object, structuredArguments(given));
    } catch (error) {
      if (!expectError || error instanceof Mismatch) throw error;
      this.compareError(error as Json, expectError);
      return;
    }
    if (expectError) throw new Mismatch(`${name} should have failed`);
    if (expectResult !== undefined) same(expectResult, result, name, true);
  }

  private compareError(error: Json, expected: Json): void {
    const fromServer = error['name'] === 'MongoServerError' || error['name'] === 'MongoBulkWriteError';
    if (expected['isClientError'] === true && fromServer)
      throw new Mismatch(`a client error was expected: ${error['message']}`);
    if (expected['isClientError'] === false && !fromServer)
      throw new Mismatch(`a server error was expected: ${error['message']}`);
    if (expected['errorCode'] !== undefined && error['code'] !== expected['errorCode'])
      throw new Mismatch(`error ${expected['errorCode']} was expected, not ${error['code']}`);
    if (expected['expectResult'] !== undefined) {
      const result = error['result'] ?? {};
      same(expected['expectResult'], bulkResult(result), 'the result in the error', true);
    }
  }

  private async call(name: string, object: string, args: Json): Promise<unknown> {
    if (name === 'failPoint') {
      await this.entities.get(args['client']).db('admin').command(args['failPoint']);
      return undefined;
    }
    const target = this.entities.get(object);
    if (name === 'clientBulkWrite') return clientBulkWrite(target, args);
    if (name === 'dropCollection') return target.dropCollection(args['collection']);
    if (name === 'createCollection') {
      const { collection, ...options } = args;
      return target.createCollection(collection, options);
    }
    return collectionCall(target, name, args);
  }

  private compareEvents(client: string, expected: Json[]): void {
    const seen = this.events.get(client) ?? [];
    if (seen.length !== expected.length)
      throw new Mismatch(`${expected.length} events were expected, ${seen.length} came`);
    for (const [at, event] of expected.entries()) {
      const [[kind, wanted]] = Object.entries(event) as [[string, Json]];
      const actual = seen[at]?.[kind];
      if (!actual) throw new Mismatch(`event ${at} should be a ${kind}`);
      for (const [key, value] of Object.entries(wanted)) same(value, actual[key], `${kind}.${key}`, true);
    }
  }
}

/** A copy, because the driver writes `_id`s into its arguments. */
const structuredArguments = (given: Json): Json =>
  EJSON.parse(EJSON.stringify(given, { relaxed: false }), { relaxed: true });

const bulkResult = (result: Json): Json => ({
  insertedCount: result['insertedCount'],
  insertedIds: result['insertedIds'],
  matchedCount: result['matchedCount'],
  modifiedCount: result['modifiedCount'],
  deletedCount: result['deletedCount'],
  upsertedCount: result['upsertedCount'],
  upsertedIds: result['upsertedIds'],
});

async function collectionCall(collection: Collection, name: string, args: Json): Promise<unknown> {
  const { filter, document, documents, update, replacement, requests, pipeline, fieldName, ...options } =
    args;
  if (options['returnDocument']) options['returnDocument'] = String(options['returnDocument']).toLowerCase();
  switch (name) {
    case 'find':
      return collection.find(filter, options).toArray();
    case 'findOne':
      return collection.findOne(filter, options);
    case 'aggregate':
      return collection.aggregate(pipeline, options).toArray();
    case 'countDocuments':
      return collection.countDocuments(filter, options);
    case 'estimatedDocumentCount':
      return collection.estimatedDocumentCount(options);
    case 'count':
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- the specification tests the old helper too
      return collection.count(filter, options);
    case 'distinct':
      return collection.distinct(fieldName, filter, options);
    case 'insertOne':
      return collection.insertOne(document, options);
    case 'insertMany':
      return collection.insertMany(documents, options);
    case 'updateOne':
      return collection.updateOne(filter, update, options);
    case 'updateMany':
      return collection.updateMany(filter, update, options);
    case 'replaceOne':
      return collection.replaceOne(filter, replacement, options);
    case 'deleteOne':
      return collection.deleteOne(filter, options);
    case 'deleteMany':
      return collection.deleteMany(filter, options);
    case 'findOneAndUpdate':
      return collection.findOneAndUpdate(filter, update, options);
    case 'findOneAndReplace':
      return collection.findOneAndReplace(filter, replacement, options);
    case 'findOneAndDelete':
      return collection.findOneAndDelete(filter, options);
    case 'bulkWrite':
      return bulkResult((await collection.bulkWrite(requests, options)) as Json);
    default:
      throw new Mismatch(`the runner does not know ${name}`);
  }
}

async function clientBulkWrite(client: MongoClient, { models, ...options }: Json): Promise<unknown> {
  const flat = (models as Json[]).map((model) => {
    const [[name, { namespace, ...more }]] = Object.entries(model) as [[string, Json]];
    return { name, namespace, ...more };
  });
  return client.bulkWrite(flat, options);
}
