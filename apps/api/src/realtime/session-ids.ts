import { randomBytes } from 'node:crypto';

const length = 20;

/**
 * A long-polling session lives in one node, and its next request may come on any connection: an id that begins with the
 * node's own lets a proxy send it there, without a cookie and for any client. Never fewer than 90 random bits.
 */
export function sessionIds(nodeId: string | undefined): () => string {
  const prefix = nodeId === undefined ? '' : `${nodeId}-`;
  return () => prefix + randomBytes(15).toString('base64url').slice(0, length - prefix.length);
}
