import { isDeepStrictEqual } from 'node:util';
import { ApiClient, type CallName, type Request } from '@passline/api-client';
import {
  type AnswerOf,
  type Call,
  Problem,
  type RequestOf,
  type Session,
  calls,
  fullPath,
} from '@passline/contracts';
import { z } from 'zod';

export interface Credentials {
  token?: string | undefined;
  headers?: Record<string, string>;
}

interface Operation {
  responses: Partial<Record<number, { description: string }>>;
}
type Paths = Record<string, Record<string, Operation | undefined> | undefined>;

/**
 * A REST client that checks the contract. A test fails if an answer has a missing or additional field or another status,
 * or if the documentation of the call does not name the problem.
 */
export class Api {
  readonly url: string;
  readonly #sender: Credentials;
  readonly #client: ApiClient;
  #documented: Promise<Paths> | undefined;

  constructor(url: string, sender: Credentials = {}) {
    this.url = url;
    this.#sender = sender;
    this.#client = new ApiClient({
      baseUrl: url,
      token: () => sender.token,
      headers: sender.headers ?? {},
      fetch: (input, init) => fetch(input, { ...init, redirect: 'manual' }),
    });
  }

  get token(): string {
    return this.#sender.token ?? '';
  }

  as(token: string | undefined, headers: Record<string, string> = {}): Api {
    return new Api(this.url, { token, headers });
  }

  async signIn(account: string, password = 'passline-demo'): Promise<Api & { session: Session }> {
    const email = account.includes('@') ? account : `${account}@demo.passline.local`;
    const session = await this.ok(calls.login, { body: { email, password } });
    return Object.assign(this.as(session.accessToken), { session });
  }

  async signInAll<const A extends readonly string[]>(
    ...accounts: A
  ): Promise<{ -readonly [K in keyof A]: Api & { session: Session } }> {
    const signedIn = await Promise.all(accounts.map((account) => this.signIn(account)));
    return signedIn as unknown as { -readonly [K in keyof A]: Api & { session: Session } };
  }

  /** Resolves with the answer; throws if the call is rejected. */
  async ok<const C extends Call>(call: C, ...[request]: Arguments<C>): Promise<AnswerOf<C>> {
    const response = await this.send(call, request ?? {});
    const body = await bodyOf(response);
    if (response.status !== call.status)
      throw new Error(`${nameOf(call)} answered ${response.status}: ${JSON.stringify(body)}`);
    return matching(call, body) as AnswerOf<C>;
  }

  /** Resolves with the problem of a rejected call; throws if it is not rejected. */
  async refused<const C extends Call>(call: C, ...[request]: Arguments<C>): Promise<Problem> {
    const response = await this.send(call, request ?? {});
    const body = await bodyOf(response);
    if (response.ok) throw new Error(`${nameOf(call)} was not refused: ${JSON.stringify(body)}`);
    const problem = parseExactly(Problem, body, nameOf(call));
    if (problem.status !== response.status || response.headers.get('x-request-id') !== problem.requestId)
      throw new Error(`${nameOf(call)}: status or request id of the answer and its problem differ`);
    await this.#assertDocumented(call, problem);
    return problem;
  }

  /** Resolves with the raw response, whatever its status. */
  async send(call: Call, request: Loose = {}): Promise<Response> {
    return this.#client.send<CallName>(nameOf(call), request as Request<CallName>);
  }

  /** For requests that the contract does not describe, such as malformed ones and pages: ApiClient sends only its calls. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { token, headers } = this.#sender;
    return fetch(this.url + path, {
      redirect: 'manual',
      ...init,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
        ...(init.headers as Record<string, string> | undefined),
      },
    });
  }

  async #assertDocumented(call: Call, { status, code }: Problem): Promise<void> {
    this.#documented ??= this.fetch('/docs/openapi.json').then(
      async (response) => ((await response.json()) as { paths: Paths }).paths,
    );
    const path = fullPath(call).replaceAll(/:(\w+)/g, '{$1}');
    const operation = (await this.#documented)[path]?.[call.method.toLowerCase()];
    if (!operation?.responses[status]?.description.includes(`\`${code}\``))
      throw new Error(
        `${nameOf(call)} was refused with ${status} ${code}, which its documentation does not name`,
      );
  }
}

type Loose = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
/** A request is needed only when the call has something that must be sent. */
type Arguments<C extends Call> =
  RequestOf<C> extends { params: unknown } | { body: unknown }
    ? [request: RequestOf<C>]
    : [request?: RequestOf<C>];

const names = new Map<Call, CallName>(Object.entries(calls).map(([name, call]) => [call, name as CallName]));

function nameOf(call: Call): CallName {
  const name = names.get(call);
  if (!name) throw new Error(`${call.method} ${call.path} is not one of the contract's calls`);
  return name;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

function matching(call: Call, body: unknown): unknown {
  if (call.answer instanceof z.ZodType) return parseExactly(call.answer, body, nameOf(call));
  if (call.answer === 'nothing' && body !== '') throw new Error(`${nameOf(call)} should answer nothing`);
  return call.answer === 'nothing' ? undefined : body;
}

/** Fails also for fields that the contract does not have: parsing alone would drop them. */
function parseExactly<T>(schema: z.ZodType<T>, body: unknown, name: string): T {
  const result = schema.safeParse(body);
  if (!result.success)
    throw new Error(`${name}: the answer does not fit the contract: ${result.error.message}`);
  if (!isDeepStrictEqual(result.data, body))
    throw new Error(`${name}: the answer has more than the contract: ${JSON.stringify(body)}`);
  return result.data;
}
