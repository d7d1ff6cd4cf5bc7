import { rm } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { type Answer, type CallName, pathOf, type Request } from '@passline/api-client';
import { routes } from '@passline/contracts/routes';
import { launchServer, temporaryDirectory, whenReady } from '../testing/server-process.ts';
import { inside } from '../testing/inside.ts';

export type Server = Awaited<ReturnType<typeof startServer>>;

/** Flags for a server whose CPU time and store commands are read from inside. */
export const counting = ['--inspect=127.0.0.1:0', '--import', './tools/testing/count-store-commands.ts'];

interface Options {
  token?: string | undefined;
  idempotencyKey?: string;
}

/** Starts the built API as a separate process, with an empty data directory unless `env` names one, which it then keeps. */
export async function startServer(flags: string[] = [], env: Record<string, string> = {}, main?: string) {
  const dir = env['DATA_DIR'] ?? temporaryDirectory();
  const profile = process.argv.includes('--profile') ? ['--cpu-prof', '--cpu-prof-dir=.nx/profile'] : [];
  const child = launchServer({
    flags: [...flags, ...profile],
    env: { DATA_DIR: dir, DEMO: 'on', LOG_LEVEL: 'error', RATE_LIMIT_FACTOR: '100000', ...env },
    ...(main !== undefined && { main }),
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (!/debugg|inspector/i.test(chunk.toString())) process.stderr.write(chunk);
  });
  const looking = flags.some((flag) => flag.startsWith('--inspect')) ? inside(child) : undefined;
  const { url, stop, output } = await whenReady(child, dir);
  const agent = new Agent({ keepAlive: true });

  const send = senderTo(url, agent);

  /** Throws if the server rejects the call. */
  const call = async <N extends CallName>(
    name: N,
    request: Request<N>,
    options: Options = {},
  ): Promise<Answer<N>> => {
    const { status, text } = await send(name, request, options);
    if (status >= 400) throw new Error(`${name}: ${status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer<N>;
  };

  return {
    url,
    pid: child.pid,
    dataDir: dir,
    output,
    inside: await looking,
    send,
    call,
    async signIn(email: string, password = 'passline-demo'): Promise<string> {
      return (await call('login', { body: { email, password } })).accessToken;
    },
    async stop(signal?: NodeJS.Signals): Promise<void> {
      (await looking)?.close();
      agent.destroy();
      await stop(signal);
      if (env['DATA_DIR'] === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Uses node:http instead of ApiClient, because `fetch` costs more CPU time than the server needs for many calls. */
function senderTo(url: string, agent: Agent) {
  return <N extends CallName>(name: N, request: Request<N>, { token, idempotencyKey }: Options = {}) =>
    new Promise<{ status: number; text: string; retryAfter: string | undefined }>((resolve, reject) => {
      const { body } = request as { body?: unknown };
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        ...(payload && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      };
      const options = { agent, method: routes[name].method, headers };
      const sent = httpRequest(url + pathOf<CallName>(name, request), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            retryAfter: response.headers['retry-after'],
          }),
        );
      });
      sent.on('error', reject);
      sent.end(payload);
    });
}
