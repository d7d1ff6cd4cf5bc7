import type { CallName, Request } from '@passline/api-client';
import { requestPath, routes } from '@passline/contracts/routes';

/** The real one, also while a test has fake timers. */
const { setTimeout: later } = globalThis;
/** What waits for a request or its answer continues in microtasks: all have run after this. */
const turn = () => new Promise<void>((done) => later(done));

/** A call without its body, which a test reads instead. */
type Address<N extends CallName> = Partial<Pick<Request<N>, 'params' | 'query'>>;

interface Settle {
  resolve: (response: Response) => void;
  reject: (error: unknown) => void;
}

class SentRequest {
  readonly line: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly keepalive: boolean;
  readonly #signal: AbortSignal | null | undefined;
  readonly #settle: Settle;

  constructor(path: string, init: RequestInit, settle: Settle) {
    this.line = `${init.method ?? 'GET'} ${path}`;
    this.headers = new Headers(init.headers);
    this.body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    this.keepalive = init.keepalive ?? false;
    this.#signal = init.signal;
    this.#settle = settle;
  }

  get cancelled(): boolean {
    return this.#signal?.aborted ?? false;
  }

  /** Without a body the answer is empty. */
  async answer(body?: unknown, status = 200): Promise<void> {
    const response: Partial<Response> = {
      status,
      ok: status < 300,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: () => Promise.resolve(body === undefined ? '' : JSON.stringify(body)),
    };
    this.#settle.resolve(response as Response);
    await turn();
  }

  /** The connection ends without an answer. */
  async cut(): Promise<void> {
    this.#settle.reject(new TypeError('Failed to fetch'));
    await turn();
  }
}

/** The server behind `fetch`: it records the requests, and a test answers them. */
export class TestServer {
  #open: SentRequest[] = [];

  constructor() {
    const fetch = (path: string, init: RequestInit) =>
      new Promise<Response>((resolve, reject) => {
        this.#open.push(new SentRequest(path, init, { resolve, reject }));
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    globalThis.fetch = fetch as typeof globalThis.fetch;
  }

  /** The open requests of this call. They count as expected, and are to be answered. */
  async all<N extends CallName>(name: N, { params, query }: Address<N> = {}): Promise<SentRequest[]> {
    await turn();
    const line = `${routes[name].method} ${requestPath(routes[name], params, query)}`;
    const found = this.#open.filter((it) => it.line === line);
    this.#open = this.#open.filter((it) => it.line !== line);
    return found;
  }

  async expectOne<N extends CallName>(name: N, address?: Address<N>): Promise<SentRequest> {
    const [only, ...more] = await this.all(name, address);
    if (!only || more.length > 0)
      throw new Error(`${name}: ${only ? more.length + 1 : 0} requests. Others: ${this.#lines()}`);
    return only;
  }

  async expectNone<N extends CallName>(name: N, address?: Address<N>): Promise<void> {
    const { length } = await this.all(name, address);
    if (length > 0) throw new Error(`${name}: ${length} requests, expected none`);
  }

  /** Expects one request of this call, and answers it. */
  async answer<N extends CallName>(
    name: N,
    address: Address<N>,
    body: unknown,
    status?: number,
  ): Promise<void> {
    await (await this.expectOne(name, address)).answer(body, status);
  }

  /** No request is left that the test did not expect. */
  async verify(): Promise<void> {
    await turn();
    if (this.#open.length > 0) throw new Error(`Unexpected requests: ${this.#lines()}`);
  }

  #lines(): string {
    return this.#open.map(({ line }) => line).join(', ');
  }
}
