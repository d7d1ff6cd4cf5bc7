import { randomBytes } from 'node:crypto';

const length = 20;

/**
 * A long-polling session lives in one worker of one node, but its next request may arrive anywhere. The session id starts
 * with the node's id, so that a proxy can route it without a cookie, and ends with the worker's number, so that the node
 * finds the worker. It has at least 90 random bits.
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

/** The worker of a request's session. Null without a session, or if the node has no workers. */
export function workerOf(url: string): number | null {
  const worker = /^\/socket\.io\/[^#]*[?&]sid=[\w-]{20}\.(\d{1,3})(?:&|$)/.exec(url)?.[1];
  return worker === undefined ? null : Number(worker);
}
