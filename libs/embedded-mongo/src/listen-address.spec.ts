import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { listenerFor } from './listen-address.ts';
import { startEngine, startLocalEngine, uriOfRunning } from './index.ts';
import { startProcess } from './testing/child.ts';
import { temporaryDirectory } from './testing/temporary.ts';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

async function withClient<T>(uri: string, act: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}
const countOf = (uri: string): Promise<number> =>
  withClient(uri, (client) => client.db().collection('docs').countDocuments());

describe('by default the engine listens on a socket', () => {
  it('in its directory, which only the owner can reach', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'data');
    const engine = await startEngine({ path });
    expect(engine.socketPath).toBe(join(path, 'engine.sock'));
    expect(uriOfRunning(path)).toBe(engine.uri);
    expect(await countOf(engine.uri)).toBe(0);
    expect([path, engine.socketPath!, join(path, 'engine.sqlite')].map(mode)).toEqual(['700', '600', '600']);
    if (process.getuid?.() === 0) {
      chmodSync(directory.path, 0o711);
      const script = `require('node:net').connect(${JSON.stringify(engine.socketPath)}).on('error', ({ code }) => console.log(code)).on('connect', () => process.exit(1))`;
      const nobody = { uid: 65_534, gid: 65_534, env: {}, encoding: 'utf8' } as const;
      const { stdout } = spawnSync(process.execPath, ['-e', script], nobody);
      expect(stdout.trim()).toBe('EACCES');
    }
    await engine.close();
    expect(existsSync(join(path, 'engine.sock'))).toBe(false);
    expect(uriOfRunning(path)).toBeNull();
  });

  it('at the same address after a kill', async () => {
    using directory = temporaryDirectory();
    const first = await startProcess(directory.path);
    first.process.kill('SIGKILL');
    await first.exited;
    const second = await startEngine({ path: directory.path });
    expect(second.uri).toBe(first.uri);
    expect(await countOf(second.uri)).toBe(0);
    await second.close();
  });

  it('in a private temporary directory if the path is too long, and removes that directory at its end', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'a'.repeat(60), 'b'.repeat(60));
    const killed = await startProcess(path);
    const left = dirname(decodeURIComponent(new URL(uriOfRunning(path)!).hostname));
    expect(left.startsWith(join(tmpdir(), 'passline-engine-'))).toBe(true);
    expect(mode(left)).toBe('700');
    killed.process.kill('SIGKILL');
    await killed.exited;
    const engine = await startEngine({ path });
    expect(existsSync(left)).toBe(false);
    expect(await countOf(engine.uri)).toBe(0);
    await engine.close();
    expect(existsSync(dirname(engine.socketPath!))).toBe(false);
  });

  it('and fails with a message if no path is short enough', async () => {
    using directory = temporaryDirectory();
    const socketPath = join(directory.path, 'c'.repeat(120));
    await expect(startLocalEngine({ path: ':memory:', socketPath })).rejects.toThrow(
      `the socket path ${socketPath} has ${Buffer.byteLength(socketPath)} bytes`,
    );
  });
});

describe('on a port', () => {
  it('clients present a secret, which is part of the address', async () => {
    const engine = await startLocalEngine({ path: ':memory:', port: 0 });
    const { host, password } = new URL(engine.uri);
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(await countOf(engine.uri)).toBe(0);
    await expect(countOf(`mongodb://${host}/passline?directConnection=true`)).rejects.toMatchObject({
      code: 13,
      message: 'Command aggregate requires authentication',
    });
    const wrong = engine.uri.replace(password, password.replaceAll(/./g, 'x'));
    await expect(countOf(wrong)).rejects.toThrow('Authentication failed');
    await engine.close();
  });

  it('the secret is left out only with `secret: false`', async () => {
    const engine = await startLocalEngine({ path: ':memory:', port: 0, secret: false });
    expect(new URL(engine.uri).password).toBe('');
    expect(await countOf(engine.uri)).toBe(0);
    await engine.close();
  });

  it('platforms without unix sockets use a port', () => {
    expect(listenerFor({ path: 'C:\\data' }, 'win32')).toEqual({
      kind: 'port',
      host: '127.0.0.1',
      port: 0,
      secret: expect.stringMatching(/^[\w-]{32}$/),
    });
  });
});

describe('a directory that other users can enter', () => {
  it('is restricted to its owner at the start, with the engine files in it', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'data');
    await (await startEngine({ path })).close();
    chmodSync(path, 0o755);
    chmodSync(join(path, 'engine.sqlite'), 0o644);
    const engine = await startEngine({ path });
    expect([path, join(path, 'engine.sqlite')].map(mode)).toEqual(['700', '600']);
    await engine.close();
  });

  it('is rejected and left unchanged if all users share it', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'shared');
    mkdirSync(path);
    chmodSync(path, 0o1777);
    writeFileSync(join(path, 'theirs'), 'theirs');
    await expect(startLocalEngine({ path })).rejects.toThrow(
      `${path} is a directory that all users of this machine share`,
    );
    expect(mode(path)).toBe('777');
    expect(readFileSync(join(path, 'theirs'), 'utf8')).toBe('theirs');
  });
});
