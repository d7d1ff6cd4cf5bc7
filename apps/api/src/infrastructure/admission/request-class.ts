import { apiPrefix, fullPath, routes } from '@passline/contracts/routes';

/** `arrival`: new orders and sign-ins. `ongoing`: reads, and commands about work that exists already. */
export const requestClasses = ['arrival', 'ongoing'] as const;
export type RequestClass = (typeof requestClasses)[number];

const arrivals = pathsOf(routes.placeOrder, routes.login, routes.register);
/** Operators need these most while the server is overloaded. */
const exempt = pathsOf(routes.socketStatus, routes.socketMetrics);

function pathsOf(...listed: { method: string; path: string }[]): ReadonlySet<string> {
  return new Set(listed.map((route) => `${route.method} ${fullPath(route as (typeof routes)['login'])}`));
}

/** Null for what is never refused: health, metrics, pages and files. Known before anything of the body is read. */
export function classOf(method: string, path: string): RequestClass | null {
  if (!path.startsWith(`${apiPrefix}/`)) return null;
  const route = `${method} ${path.endsWith('/') ? path.slice(0, -1) : path}`;
  if (exempt.has(route)) return null;
  return arrivals.has(route) ? 'arrival' : 'ongoing';
}

/** A sign-in spends most of its time on the password hash, whatever the load, so it does not show a queue. */
export const showsLag = (kind: RequestClass, path: string): boolean =>
  kind === 'ongoing' || path.startsWith(fullPath(routes.placeOrder));
