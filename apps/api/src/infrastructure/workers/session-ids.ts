import { randomBytes } from 'node:crypto';

const length = 20;

/**
 * A long-polling session lives in one node, and its next request may come on any connection: an id that begins with the
 * node's own lets a proxy send it there, without a cookie and for any client; one that ends with the worker's number lets
 * that node find the worker. Never fewer than 90 random bits.
 */
export function sessionIds(nodeId: string | undefined, worker?: number): () => string {
  const prefix = nodeId === undefined ? '' : `${nodeId}-`;
  const suffix = worker === undefined ? '' : `.${worker}`;
  return () =>
    prefix +
    randomBytes(15)
      .toString('base64url')
      .slice(0, length - prefix.length) +
    suffix;
}

/** Which worker a request's session lives in; null: it has none, or it is of a node without workers. */
export function workerOf(url: string): number | null {
  const worker = /^\/socket\.io\/[^#]*[?&]sid=[\w-]{20}\.(\d{1,3})(?:&|$)/.exec(url)?.[1];
  return worker === undefined ? null : Number(worker);
}
