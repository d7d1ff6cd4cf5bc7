import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inside } from './inside.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Starts the built API as a separate process with an empty data directory. */
export async function startServer(
  flags: string[] = [],
  env: Record<string, string> = {},
  main = 'apps/api/dist/main.js',
) {
  const dir = await mkdtemp(join(tmpdir(), 'passline-bench-'));
  const port = await freePort();
  const child = spawn(process.execPath, [...flags, main], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dir,
      DEMO: 'on',
      LOG_LEVEL: 'error',
      RATE_LIMIT_FACTOR: '100000',
      ...env,
    },
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (!/debugg|inspector/i.test(chunk.toString())) process.stderr.write(chunk);
  });
  const looking = flags.some((flag) => flag.startsWith('--inspect')) ? inside(child) : undefined;
  const agent = new Agent({ keepAlive: true });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));

  const call = (
    method: string,
    path: string,
    token?: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          agent,
          method,
          path: `/api/v1${path}`,
          headers: {
            ...(payload && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
            ...(token && { authorization: `Bearer ${token}` }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode ?? 0,
              body: text ? (JSON.parse(text) as Answer['body']) : {},
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });

  for (let tries = 0; ; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) break;
    if (tries > 300 || child.exitCode !== null) throw new Error('the server did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url: `http://127.0.0.1:${port}`,
    inside: await looking,
    call,
    async signIn(email: string, password = 'passline-demo'): Promise<string> {
      const { body } = await call('POST', '/auth/login', undefined, { email, password });
      return String(body['accessToken']);
    },
    async stop(): Promise<void> {
      (await looking)?.close();
      agent.destroy();
      child.kill('SIGTERM');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
