import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningServer, startServer, stopAll, temporaryDirectory } from './testing/server.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(root, 'docs/clients.md'), 'utf8');
const pythonClient = '/usr/lib/python3/dist-packages/socketio';

/** The programs of the page by their file names, which their first lines say. */
const programs = new Map(
  [...page.matchAll(/```\w+\n((?:\/\/|#) (\S+)\n[\s\S]*?)```/g)].map(([, text = '', name = '']) => [
    name,
    text,
  ]),
);

let server: RunningServer;
/** An app outside of this repository. */
let project: string;

beforeAll(async () => {
  project = temporaryDirectory();
  install(project);
  server = await startServer();
});
afterAll(stopAll);

/** As `npm install` does, but from this machine: the packed package and the packages that it says it needs. */
function install(into: string): void {
  const packed = spawnSync(
    'npm',
    ['pack', '--json', '--workspace', 'libs/client', '--pack-destination', into],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (packed.status !== 0) throw new Error(packed.stderr);
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  const target = join(into, 'node_modules/@passline/client');
  mkdirSync(target, { recursive: true });
  spawnSync('tar', ['-xzf', join(into, filename), '-C', target, '--strip-components', '1']);
  const { dependencies } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies))
    symlinkSync(join(root, 'node_modules', name), join(into, 'node_modules', name));
  writeFileSync(join(into, 'package.json'), '{ "private": true, "type": "module" }');
}

/** Runs a program of the page as it stands. */
async function run(command: string, name: string): Promise<string> {
  const text = programs.get(name);
  if (text === undefined) throw new Error(`docs/clients.md has no program named ${name}`);
  writeFileSync(join(project, name), text);
  const child = spawn(command, [name], { cwd: project, env: { ...process.env, PASSLINE_URL: server.url } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (output += part));
  const [code] = (await once(child, 'close')) as [number];
  return `${output.trim()}\nexit ${code}`;
}

const number = '[A-Z0-9-]+';

test('the package is whole: types that check strictly, and no package of this repository', () => {
  writeFileSync(
    join(project, 'app.ts'),
    `import { PasslineClient, type Answer, type Order } from '@passline/client';
const passline = new PasslineClient({ url: 'https://orders.example.com' });
export const order: Answer<'getOrder'> = await passline.api.call('getOrder', { params: { id: '1' } });
export const same: Order = order;
passline.live.events('order:status:update').subscribe(({ payload }) => payload.oldStatus.toUpperCase());
await passline.commands.add('chat:send', { id: '1', orderId: order.id, text: 'Hello' });
// @ts-expect-error the call needs an id
await passline.api.call('getOrder', { params: {} });
// @ts-expect-error no event has this name
passline.live.events('order_status_updated');
`,
  );
  const options = '--noEmit --strict --module nodenext --target es2022 --lib es2024,dom --types node'.split(
    ' ',
  );
  symlinkSync(join(root, 'node_modules/@types'), join(project, 'node_modules/@types'));
  const checked = spawnSync(join(root, 'node_modules/.bin/tsc'), [...options, 'app.ts'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(checked.stdout).toBe('');
  expect(existsSync(join(project, 'node_modules/@passline/client/src'))).toBe(false);
});

test('the program with the package orders, hears of its cancellation and ends', async () => {
  expect(await run(process.execPath, 'place.mjs')).toMatch(
    new RegExp(`^Order (${number}) is pending\nOrder \\1 was cancelled: Only trying it out\nexit 0$`),
  );
});

test('the program with socket.io-client joins, follows and ends', async () => {
  const output = await run(process.execPath, 'follow.mjs');
  expect(output).toMatch(new RegExp(`^order:new ${number}$`, 'm'));
  expect(output).toMatch(/^joined order:[\w-]+$/m);
  expect(output).toMatch(new RegExp(`^order:cancelled ${number}\nexit 0$`, 'm'));
});

test('the program with the package joins and leaves the team of a second restaurant', async () => {
  const output = await run(process.execPath, 'restaurants.mjs');
  const [first, second] = ['kitchen at demo-trattoria-aurora', 'manager at demo-sakura-kitchen'];
  expect(output.split('\n').slice(0, 2)).toEqual([first, `${first}, ${second}`]);
  expect(output).toMatch(/^revoked restaurant:demo-sakura-kitchen$/m);
  expect(output).toMatch(/exit 0$/);
});

test('the program with curl orders, reads and cancels', async () => {
  const output = await run('sh', 'order.sh');
  expect(output).toContain('"status":"pending"');
  expect(output).toMatch(/"status":"cancelled".*\nexit 0$/);
});

test('the program with curl reads with an API key what its scopes allow', async () => {
  const output = await run('sh', 'key.sh');
  expect(output).toContain('"orders"');
  expect(output).toMatch(/"code":"scope_missing".*\nexit 0$/);
});

test('the program with socket.io-client connects with an API key, until it is revoked', async () => {
  expect(await run(process.execPath, 'key.mjs')).toBe(
    [
      'key restaurant:demo-trattoria-aurora storefront:demo-trattoria-aurora',
      'closed: key_revoked',
      'exit 0',
    ].join('\n'),
  );
});

const withPython = existsSync(pythonClient) || process.env['CI'] ? test : test.skip;

withPython('the program in Python orders, joins and hears of the cancellation', async () => {
  const output = await run('/usr/bin/python3', 'follow.py');
  expect(output).toMatch(new RegExp(`^new order ${number}$`, 'm'));
  expect(output).toMatch(/^joined$/m);
  expect(output).toMatch(new RegExp(`^cancelled ${number} Only trying it out\nexit 0$`, 'm'));
});

test('the page has no program that no test runs', () => {
  expect([...programs.keys()]).toEqual([
    'place.mjs',
    'follow.mjs',
    'order.sh',
    'follow.py',
    'restaurants.mjs',
    'key.sh',
    'key.mjs',
  ]);
});
