import { routes } from '@passline/contracts/routes';
import { ApiError } from './api-error.ts';
import {
  type Answer,
  type CallName,
  type Parts,
  type Request,
  type RequestArguments,
  pathWith,
} from './request.ts';

export interface ClientOptions {
  /** Origin of the server. By default the origin of the page. */
  baseUrl?: string;
  headers?: Readonly<Record<string, string>>;
  fetch?: typeof fetch;
  /** The access token for the next request. Without one the call is anonymous. */
  token?: () => string | undefined | Promise<string | undefined>;
  /**
   * Gets a new access token after the server has rejected this one. Without a new one the call fails with the server's
   * 401. Calls that fail at the same time share one refresh.
   */
  refresh?: (rejected: string) => Promise<string | undefined>;
  /**
   * How often a call is repeated that got no answer, 429 or 503. By default never. A call that creates something needs
   * an idempotency key. A step of an order needs `expectedVersion`: the server may execute the first request after the
   * repeated one, and a step back that late would undo the next step.
   */
  retries?: number;
  /** A request that takes longer fails without an answer. */
  timeoutMs?: number;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** The server answers a repeated request with the same key by its first answer. */
  idempotencyKey?: string;
  /** The request outlives the page that sends it. */
  keepalive?: boolean;
  headers?: Readonly<Record<string, string>>;
}

const firstDelayMs = 100;
const longestDelayMs = 2_000;

/** Calls the REST API by the names of the contract's `calls`, typed by their schemas. */
export class ApiClient {
  readonly #options: ClientOptions;
  #refreshing: Promise<string | undefined> | undefined;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** The answer; rejects with an ApiError, or with the reason of `signal`. */
  async call<N extends CallName>(name: N, ...args: CallArguments<N>): Promise<Answer<N>> {
    const [, { signal } = {}] = args as [Parts?, CallOptions?];
    for (let tries = 0; ; tries += 1) {
      try {
        return (await answerIn(name, await this.send(name, ...args))) as Answer<N>;
      } catch (error) {
        if (!isTemporary(error) || tries >= (this.#options.retries ?? 0)) throw error;
        await delay(error.retryAfterMs ?? backOff(tries), signal);
      }
    }
  }

  /**
   * The raw response, whatever its status. The request is repeated only after a 401, with a new token. Rejects as `call`
   * does if there is no answer.
   */
  async send<N extends CallName>(name: N, ...args: CallArguments<N>): Promise<Response> {
    const [request = {}, options = {}] = args as [Parts?, CallOptions?];
    const path = pathWith(name, request);
    const { body } = request;
    const token = await this.#options.token?.();
    const response = await this.#fetch(name, path, body, token, options);
    const { refresh } = this.#options;
    if (response.status !== 401 || token === undefined || !refresh) return response;
    // Another call may have renewed the token while this one was under way.
    const current = await this.#options.token?.();
    const renewed = current === token ? await this.#refreshOnce(refresh, token) : current;
    return renewed === undefined ? response : this.#fetch(name, path, body, renewed, options);
  }

  #refreshOnce(
    refresh: (rejected: string) => Promise<string | undefined>,
    rejected: string,
  ): Promise<string | undefined> {
    this.#refreshing ??= refresh(rejected).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #fetch(
    name: CallName,
    path: string,
    body: unknown,
    token: string | undefined,
    { signal, idempotencyKey, keepalive, headers }: CallOptions,
  ): Promise<Response> {
    const { baseUrl = '', fetch: send = fetch, timeoutMs } = this.#options;
    const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    try {
      return await send(baseUrl + path, {
        method: routes[name].method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': isFile(body) ? body.type : 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
          ...this.#options.headers,
          ...headers,
        },
        body: body === undefined ? null : isFile(body) ? body : JSON.stringify(body),
        ...(keepalive !== undefined && { keepalive }),
        signal: AbortSignal.any(signals.filter((one) => one !== undefined)),
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw new ApiError(name, { status: 0, cause });
    }
  }
}

/** The request, where the call needs one, and the options. */
export type CallArguments<N extends CallName> =
  RequestArguments<N> extends [unknown]
    ? [request: Request<N>, options?: CallOptions]
    : [request?: Request<N>, options?: CallOptions];

async function answerIn(name: CallName, response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    // The connection ended within the answer.
    throw new ApiError(name, { status: 0, cause });
  });
  if (!response.ok) throw ApiError.of(name, response, text);
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

const isFile = (body: unknown): body is Blob => body instanceof Blob;

const isTemporary = (error: unknown): error is ApiError =>
  error instanceof ApiError && [0, 429, 503].includes(error.status);

/** Random, so that many clients that lost the same server do not come back at the same moment. */
const backOff = (tries: number): number =>
  Math.min(longestDelayMs, firstDelayMs * 2 ** tries) * (0.5 + Math.random());

const delay = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
