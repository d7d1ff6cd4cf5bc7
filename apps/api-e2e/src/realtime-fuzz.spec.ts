import { type Answer, calls, commands, problemCodes, type CommandName } from '@passline/contracts';
import fc from 'fast-check';
import type { Api } from './testing/api.ts';
import { eventually } from './testing/eventually.ts';
import { closeSockets, Connection } from './testing/sockets.ts';
import { startServer, stopAll, type RunningServer } from './testing/server.ts';

// Ten thousand in the suite; the benchmarks page was measured with FUZZ_ROUNDS=100000.
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 10_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

let server: RunningServer;
let customer: Api;

beforeAll(async () => {
  server = await startServer({
    SOCKET_COMMAND_BURST: '10000',
    SOCKET_COMMANDS_PER_SECOND: '10000',
    SOCKETS_PER_USER: '1000',
    LOG_LEVEL: 'error',
  });
  customer = await server.api.signIn('customer');
});
afterEach(closeSockets);
afterAll(stopAll);

const names = Object.keys(commands) as CommandName[];
const words = fc.constantFrom(
  'id',
  'orderId',
  'streams',
  'seq',
  'epoch',
  'after',
  'text',
  'token',
  '__proto__',
  '$ne',
  'constructor',
  'length',
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, '', '\u0000', '💥', -1, 1e308, 'x'.repeat(2_000)),
    fc.string(),
    fc.double({ noNaN: true }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(words, tie('any'), { maxKeys: 5 }),
  ),
})).any;

test('any payload of any command gets an answer, and no rejection is an internal error', async () => {
  const connection = await Connection.open(server.url, { token: customer.token });
  const cases = fc.sample(fc.tuple(fc.constantFrom(...names), value), { numRuns: rounds, seed });
  const wrong: unknown[] = [];
  for (let at = 0; at < cases.length; at += 200)
    await Promise.all(
      cases.slice(at, at + 200).map(async ([name, payload]) => {
        const answer = (await connection.socket.timeout(20_000).emitWithAck(name, payload)) as Answer<object>;
        if (answer.ok) return;
        if (
          !problemCodes.includes(answer.error.code) ||
          answer.error.code === 'internal_error' ||
          !answer.error.message
        )
          wrong.push({ name, payload, answer });
      }),
    );
  expect(wrong).toEqual([]);
  expect(connection.socket.connected).toBe(true);
}, 600_000);

const frame = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '3',
        '4',
        '40',
        '41',
        '42',
        '43',
        '44',
        '45',
        '451-',
        '42/admin,',
        '40/nowhere,',
        '429999999999',
      ),
      fc.json({ maxDepth: 3 }),
    )
    .map(([type, json]) => type + json),
  fc.tuple(fc.constantFrom(...names), fc.json()).map(([name, json]) => `42["${name}",${json.slice(0, -1)}`),
);

/** Uses a new connection for every few frames, because the server may close it, which is a valid answer. */
async function send(frames: (string | Buffer)[], greeting: string): Promise<void> {
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  await new Promise<void>((resolve) => {
    socket.addEventListener('error', () => resolve());
    socket.addEventListener('close', () => resolve());
    socket.addEventListener('open', () => {
      socket.send(greeting);
      for (const it of frames) socket.send(it);
      // The server reads the frames before the close that follows them.
      socket.close();
    });
  });
}

const memory = async (): Promise<number> => {
  const text = await (await server.api.send(calls.metrics)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
};

test('malformed frames and handshakes close a connection at most, never stop the server, and leak nothing', async () => {
  const all = fc.sample(frame, { numRuns: rounds, seed });
  const greetings = [
    `40${JSON.stringify({ token: customer.token })}`,
    '40{"token":"nonsense"}',
    '40',
    '4',
    '40[]',
    '40{"token":{"$ne":1}}',
  ];
  const batch = 25;
  const run = async (part: (string | Buffer)[]) => {
    for (let at = 0; at < part.length; at += batch * 8)
      await Promise.all(
        Array.from({ length: 8 }, (_, i) =>
          send(part.slice(at + i * batch, at + (i + 1) * batch), greetings[i % greetings.length]!),
        ),
      );
  };
  await run(all.slice(0, Math.floor(all.length / 3)));
  const before = await memory();
  await run(all.slice(Math.floor(all.length / 3)));
  const after = await memory();
  expect((await server.api.send(calls.live)).status).toBe(200);
  const connection = await Connection.open(server.url, { token: customer.token });
  expect(await connection.socket.emitWithAck('ping')).toMatchObject({ ok: true });
  const operator = await server.api.signIn('operator');
  const connections = async () => (await operator.ok(calls.socketStatus)).connections;
  expect(await eventually(connections, (count) => count === 1)).toBe(1);
  // A leak of a few kilobytes per frame would exceed this many times; the collector's noise does not.
  expect(after / before).toBeLessThan(2);
}, 600_000);
