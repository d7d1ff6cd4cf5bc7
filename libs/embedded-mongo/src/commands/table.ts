import { MongoFailure, notSupported } from '../failure.ts';
import type { Doc } from '../bson/document.ts';
import { aggregate } from './aggregate.ts';
import { bulkWrite } from './bulk-write.ts';
import * as catalog from './catalog.ts';
import { checkFields, type Command, type Session } from './command.ts';
import { explain } from './explain.ts';
import * as handshake from './handshake.ts';
import * as read from './read.ts';
import * as write from './write.ts';

const configureFailPoint: Command = {
  fields: ['mode', 'data'],
  run: (body, { failPoints }) => {
    if (!failPoints) throw unknown('configureFailPoint');
    failPoints.configure(body);
    return { ok: 1 };
  },
};

interface Entry {
  command: Command;
  writes: boolean;
}

const reads = (command: Command): Entry => ({ command, writes: false });
const writes = (command: Command): Entry => ({ command, writes: true });

const table = new Map<string, Entry>(
  Object.entries({
    hello: reads(handshake.greet.modern),
    ismaster: reads(handshake.greet.legacy),
    isMaster: reads(handshake.greet.legacy),
    ping: reads(handshake.ping),
    buildInfo: reads(handshake.buildInfo),
    buildinfo: reads(handshake.buildInfo),
    hostInfo: reads(handshake.hostInfo),
    connectionStatus: reads(handshake.connectionStatus),
    getParameter: reads(handshake.getParameter),
    serverStatus: reads(handshake.serverStatus),
    endSessions: reads(handshake.endSessions),
    profile: reads(handshake.profile),
    configureFailPoint: reads(configureFailPoint),
    find: reads(read.find),
    getMore: reads(read.getMore),
    killCursors: reads(read.killCursors),
    count: reads(read.countCommand),
    distinct: reads(read.distinct),
    aggregate: reads(aggregate),
    explain: reads(explain),
    listIndexes: reads(catalog.listIndexes),
    listCollections: reads(catalog.listCollections),
    listDatabases: reads(catalog.listDatabases),
    collStats: reads(catalog.collStats),
    collstats: reads(catalog.collStats),
    dbStats: reads(catalog.dbStats),
    dbstats: reads(catalog.dbStats),
    insert: writes(write.insert),
    update: writes(write.update),
    delete: writes(write.deleteCommand),
    findAndModify: writes(write.findAndModify),
    findandmodify: writes(write.findAndModify),
    bulkWrite: writes(bulkWrite),
    create: writes(catalog.create),
    drop: writes(catalog.drop),
    dropDatabase: writes(catalog.dropDatabase),
    renameCollection: writes(catalog.renameCollection),
    createIndexes: writes(catalog.createIndexes),
    dropIndexes: writes(catalog.dropIndexes),
    deleteIndexes: writes(catalog.dropIndexes),
    collMod: writes(catalog.collMod),
  }),
);

const refused = new Set(
  'mapReduce,mapreduce,geoNear,geoSearch,startSession,refreshSessions,killSessions,killAllSessions,commitTransaction,abortTransaction,prepareTransaction,saslStart,saslContinue,authenticate,createUser,updateUser,dropUser,usersInfo,replSetGetStatus,replSetInitiate,shardCollection,enableSharding,convertToCapped,cloneCollectionAsCapped,compact,reIndex,createSearchIndexes,listSearchIndexes,dropSearchIndex,updateSearchIndex,currentOp,killOp,fsync,validate,shutdown'.split(
    ',',
  ),
);

const unknown = (name: string): MongoFailure => new MongoFailure(59, `no such command: '${name}'`);

export function runCommand(name: string, body: Doc, session: Session): Doc {
  const entry = table.get(name);
  if (!entry) throw refused.has(name) ? notSupported(`The command ${name}`) : unknown(name);
  session.failPoints?.strike(name);
  checkFields(name, body, entry.command);
  return entry.writes
    ? session.store.atomically(() => entry.command.run(body, session))
    : entry.command.run(body, session);
}
