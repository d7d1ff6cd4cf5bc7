import { MongoFailure, notSupported } from '../execution/failure.ts';
import type { Doc } from '../bson/document.ts';
import { aggregate } from './aggregate.ts';
import * as catalog from './catalog.ts';
import type { Store } from '../store/store.ts';
import { isSteps, pause, type Steps } from '../execution/turn.ts';
import { checkFields, type Command, type Session } from './command.ts';
import { explain } from './explain.ts';
import * as indexes from './indexes.ts';
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
  /** 'whole': the command is atomic. 'turns': the work of each turn is atomic. */
  atomic: 'no' | 'whole' | 'turns';
}

const reads = (command: Command): Entry => ({ command, atomic: 'no' });
const writes = (command: Command): Entry => ({ command, atomic: 'whole' });

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
    insert: { command: write.insert, atomic: 'turns' },
    // These commands search before they write, and manage their transactions themselves.
    update: reads(write.update),
    delete: reads(write.deleteCommand),
    findAndModify: reads(write.findAndModify),
    findandmodify: reads(write.findAndModify),
    create: writes(catalog.create),
    drop: writes(catalog.drop),
    dropDatabase: writes(catalog.dropDatabase),
    renameCollection: writes(catalog.renameCollection),
    createIndexes: { command: indexes.createIndexes, atomic: 'turns' },
    dropIndexes: writes(indexes.dropIndexes),
    deleteIndexes: writes(indexes.dropIndexes),
    collMod: writes(catalog.collMod),
  }),
);

function listCommands(): Doc {
  const commands = [...table.keys()].sort().map((name) => [name, { help: '', requiresAuth: false }]);
  return { commands: Object.fromEntries(commands) as Doc, ok: 1 };
}

const refused = new Set(
  'mapReduce,mapreduce,geoNear,geoSearch,startSession,refreshSessions,killSessions,killAllSessions,commitTransaction,abortTransaction,prepareTransaction,saslStart,saslContinue,authenticate,createUser,updateUser,dropUser,usersInfo,replSetGetStatus,replSetInitiate,shardCollection,enableSharding,convertToCapped,cloneCollectionAsCapped,compact,reIndex,createSearchIndexes,listSearchIndexes,dropSearchIndex,updateSearchIndex,killOp,bulkWrite,fsync,setParameter,shutdown'.split(
    ',',
  ),
);

const unknown = (name: string): MongoFailure => new MongoFailure(59, `no such command: '${name}'`);

function* eachTurnAtomically(steps: Steps<Doc>, store: Store): Steps<Doc> {
  try {
    for (;;) {
      const { done, value } = store.atomically(() => steps.next());
      if (done === true) return value;
      yield pause;
    }
  } finally {
    // The client may have gone, or the time may be over.
    steps.return({});
  }
}

/** Returns the answer, or the steps to it if the command may take several turns. */
export function runCommand(name: string, body: Doc, session: Session): Doc | Steps<Doc> {
  const entry = table.get(name);
  if (!entry) throw refused.has(name) ? notSupported(`The command ${name}`) : unknown(name);
  session.failPoints?.strike(name);
  checkFields(name, body, entry.command);
  if (entry.atomic === 'whole') return session.store.atomically(() => entry.command.run(body, session));
  const result = entry.command.run(body, session);
  return entry.atomic === 'turns' && isSteps(result) ? eachTurnAtomically(result, session.store) : result;
}
