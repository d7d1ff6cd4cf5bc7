import { type Call, calls, fullPath } from '@passline/contracts';

const known = Object.values(calls).map((call: Call) => ({
  method: call.method,
  pattern: new RegExp(`^${fullPath(call).replaceAll(/:\w+/g, '[^/]+')}/?$`),
}));

/** The methods of a path, to distinguish 405 from 404. */
export const methodsOf = (path: string): string[] =>
  known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
