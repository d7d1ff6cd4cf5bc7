import type { AnswerOf, RequestOf, calls } from '@passline/contracts';
import { requestPath, routes } from '@passline/contracts/routes';

export type CallName = keyof typeof calls;
export type Request<N extends CallName> = RequestOf<(typeof calls)[N]>;
export type Answer<N extends CallName> = AnswerOf<(typeof calls)[N]>;

/** The request may be left out only where the call needs neither parameters nor a body. */
export type RequestArguments<N extends CallName> =
  Request<N> extends { params: unknown } | { body: unknown } ? [request: Request<N>] : [request?: Request<N>];

export interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The path of a call with its parameters and its query, both encoded. */
export function pathOf<N extends CallName>(name: N, ...request: RequestArguments<N>): string {
  return pathWith(name, (request as [Parts?])[0] ?? {});
}

export function pathWith(name: CallName, { params = {}, query = {} }: Parts): string {
  const route = routes[name];
  // Without it the path would be another, valid one: "/orders/" lists all orders.
  for (const [, parameter = ''] of route.path.matchAll(/:(\w+)/g))
    if (params[parameter] === undefined || params[parameter] === '')
      throw new Error(`${name}: the parameter "${parameter}" is missing`);
  return requestPath(route, params, query);
}
