import { MongoFailure } from '../execution/failure.ts';
import type { Doc } from '../bson/document.ts';
import { aggregate } from './aggregate.ts';
import * as catalog from './catalog.ts';
import type { Command } from './command.ts';
import { explain } from './explain.ts';
import * as indexes from './indexes.ts';
import * as handshake from './handshake.ts';
import * as read from './read.ts';
import * as write from './write.ts';

const configureFailPoint: Command = {
  fields: ['mode', 'data'],
  run: (body, { failPoints }) => {
    if (!failPoints) throw unknownCommand('configureFailPoint');
    failPoints.configure(body);
    return { ok: 1 };
  },
};

export interface CommandEntry {
  command: Command;
  /**
   * What either takes effect whole or not at all. 'command': the whole command. 'turn': the work of each turn, for commands
   * that may take several. 'none': the command only reads, or manages its transactions itself.
   */
  atomic: 'none' | 'command' | 'turn';
}

const reads = (command: Command): CommandEntry => ({ command, atomic: 'none' });
const writes = (command: Command): CommandEntry => ({ command, atomic: 'command' });

export const commandTable: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>(
  Object.entries({
    hello: reads(handshake.hello.modern),
    ismaster: reads(handshake.hello.legacy),
    isMaster: reads(handshake.hello.legacy),
    ping: reads(handshake.ping),
    buildInfo: reads(handshake.buildInfo),
    buildinfo: reads(handshake.buildInfo),
    hostInfo: reads(handshake.hostInfo),
    connectionStatus: reads(handshake.connectionStatus),
    getParameter: reads(handshake.getParameter),
    serverStatus: reads(handshake.serverStatus),
    endSessions: reads(handshake.endSessions),
    profile: reads(handshake.profile),
    currentOp: reads(handshake.currentOp),
    top: reads(handshake.top),
    listCommands: reads({ fields: [], run: listCommands }),
    configureFailPoint: reads(configureFailPoint),
    find: reads(read.find),
    getMore: reads(read.getMore),
    killCursors: reads(read.killCursors),
    count: reads(read.countCommand),
    distinct: reads(read.distinct),
    aggregate: reads(aggregate),
    explain: reads(explain),
    listIndexes: reads(indexes.listIndexes),
    listCollections: reads(catalog.listCollections),
    listDatabases: reads(catalog.listDatabases),
    collStats: reads(catalog.collStats),
    collstats: reads(catalog.collStats),
    validate: reads(catalog.validate),
    dbStats: reads(catalog.dbStats),
    dbstats: reads(catalog.dbStats),
    insert: { command: write.insert, atomic: 'turn' },
    // These commands search before they write, and manage their transactions themselves.
    update: { command: write.update, atomic: 'none' },
    delete: { command: write.deleteCommand, atomic: 'none' },
    findAndModify: { command: write.findAndModify, atomic: 'none' },
    findandmodify: { command: write.findAndModify, atomic: 'none' },
    create: writes(catalog.create),
    drop: writes(catalog.drop),
    dropDatabase: writes(catalog.dropDatabase),
    renameCollection: writes(catalog.renameCollection),
    createIndexes: { command: indexes.createIndexes, atomic: 'turn' },
    dropIndexes: writes(indexes.dropIndexes),
    deleteIndexes: writes(indexes.dropIndexes),
    collMod: writes(catalog.collMod),
  }),
);

function listCommands(): Doc {
  const commands = [...commandTable.keys()].sort().map((name) => [name, { help: '', requiresAuth: false }]);
  return { commands: Object.fromEntries(commands) as Doc, ok: 1 };
}

/** Commands of MongoDB that this engine rejects by name, with code 115. */
export const unsupportedCommands: ReadonlySet<string> = new Set([
  'mapReduce',
  'mapreduce',
  'geoNear',
  'geoSearch',
  'startSession',
  'refreshSessions',
  'killSessions',
  'killAllSessions',
  'commitTransaction',
  'abortTransaction',
  'prepareTransaction',
  'saslStart',
  'saslContinue',
  'authenticate',
  'createUser',
  'updateUser',
  'dropUser',
  'usersInfo',
  'replSetGetStatus',
  'replSetInitiate',
  'shardCollection',
  'enableSharding',
  'convertToCapped',
  'cloneCollectionAsCapped',
  'compact',
  'reIndex',
  'createSearchIndexes',
  'listSearchIndexes',
  'dropSearchIndex',
  'updateSearchIndex',
  'killOp',
  'bulkWrite',
  'fsync',
  'setParameter',
  'shutdown',
]);

export const unknownCommand = (name: string): MongoFailure =>
  new MongoFailure(59, `no such command: '${name}'`);
