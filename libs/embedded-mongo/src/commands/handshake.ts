import { MongoFailure } from '../execution/failure.ts';
import { isNumber, toDouble } from '../bson/number.ts';
import type { Doc } from '../bson/document.ts';
import { largestMessage } from '../wire/frames.ts';
import type { Command } from './command.ts';

/** The MongoDB version that the engine follows. */
export const modelVersion = '8.0.0';
const wireVersion = 25;

const helloCommand = (legacyName: boolean): Command => ({
  fields: [
    'helloOk',
    'client',
    'compression',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'loadBalanced',
    'topologyVersion',
    'maxAwaitTimeMS',
    'hostInfo',
    'backpressure',
  ],
  run: (body, session): Doc => {
    if (body['topologyVersion'] !== undefined || body['maxAwaitTimeMS'] !== undefined)
      throw new MongoFailure(115, 'A streaming hello is not supported by the embedded engine');
    return {
      helloOk: true,
      [legacyName ? 'ismaster' : 'isWritablePrimary']: true,
      maxBsonObjectSize: 16 * 1024 * 1024,
      maxMessageSizeBytes: largestMessage,
      maxWriteBatchSize: 100_000,
      localTime: session.now(),
      connectionId: session.connectionId,
      minWireVersion: 0,
      maxWireVersion: wireVersion,
      readOnly: false,
      ok: 1,
    };
  },
});

export const hello = { modern: helloCommand(false), legacy: helloCommand(true) };

export const ping: Command = { fields: [], run: () => ({ ok: 1 }) };

export const endSessions: Command = { fields: [], run: () => ({ ok: 1 }) };

export const buildInfo: Command = {
  fields: [],
  run: () => ({
    version: modelVersion,
    gitVersion: 'embedded',
    modules: ['passline-embedded'],
    versionArray: [...modelVersion.split('.').map(Number), 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16 * 1024 * 1024,
    storageEngines: ['sqlite'],
    ok: 1,
  }),
};

export const hostInfo: Command = {
  fields: [],
  run: (_body, session) => ({
    system: { currentTime: session.now(), cpuAddrSize: 64, numCores: 1, cpuArch: process.arch },
    os: { type: process.platform, name: process.platform },
    extra: {},
    ok: 1,
  }),
};

export const connectionStatus: Command = {
  fields: ['showPrivileges'],
  run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
};

export const getParameter: Command = {
  fields: [
    'featureCompatibilityVersion',
    'authenticationMechanisms',
    'allParameters',
    'enableTestCommands',
    'requireApiVersion',
    'authSchemaVersion',
  ],
  run: (body, session) => {
    const known: Doc = {
      featureCompatibilityVersion: { version: '8.0' },
      authenticationMechanisms: [],
      requireApiVersion: false,
      enableTestCommands: session.failPoints !== null,
    };
    if (body['getParameter'] === '*') return { ...known, ok: 1 };
    const asked = Object.keys(known).filter((name) => name in body);
    if (asked.length === 0) throw new MongoFailure(72, 'no option found to get');
    return { ...Object.fromEntries(asked.map((name) => [name, known[name]])), ok: 1 };
  },
};

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

export const serverStatus: Command = {
  fields: ['repl', 'metrics', 'locks'],
  run: (_body, session) => ({
    host: 'embedded',
    version: modelVersion,
    process: 'embedded-mongo',
    pid: process.pid,
    uptime: Math.floor(process.uptime()),
    localTime: session.now(),
    opcounters: session.statistics.operations,
    connections: { ...session.statistics.connections, available: 10_000 },
    network: session.statistics.network,
    mem: { bits: 64, resident: megabytes(process.memoryUsage.rss()), virtual: 0, supported: true },
    globalLock: {
      totalTime: Math.round(process.uptime() * 1e6),
      currentQueue: { total: 0, readers: 0, writers: 0 },
      activeClients: { total: session.running().length, readers: 0, writers: 0 },
    },
    extra_info: { page_faults: 0 },
    metrics: { cursor: { open: { total: session.cursors.size } } },
    storage: session.store.condition(),
    ok: 1,
  }),
};

export const currentOp: Command = {
  fields: ['$all', '$ownOps'],
  run: (_body, session) => ({ inprog: session.running(), ok: 1 }),
};

export const top: Command = {
  fields: [],
  run: (_body, session) => ({ totals: session.statistics.top(), ok: 1 }),
};

export const profile: Command = {
  fields: ['slowms', 'sampleRate', 'filter'],
  run: (body, { profile: settings }) => {
    const was = settings.level;
    const level = isNumber(body['profile']) ? toDouble(body['profile']) : -1;
    if (level >= 0 && level <= 2) settings.level = level;
    const slowms = body['slowms'];
    const slowMsWas = settings.slowMs;
    if (isNumber(slowms)) settings.slowMs = toDouble(slowms);
    return { was, slowms: slowMsWas, sampleRate: 1, ok: 1 };
  },
};
