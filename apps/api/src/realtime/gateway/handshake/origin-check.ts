import type { IncomingMessage } from 'node:http';

/**
 * A browser names the page that connects; other programs need not. Foreign pages are refused, and JSONP is refused for
 * every client: a script element sends no origin, and the page around it can read the answer.
 */
export function mayConnectFrom(
  { headers, url = '' }: Pick<IncomingMessage, 'headers'> & { url?: string | undefined },
  allowed: readonly string[],
): boolean {
  // Everything after the first question mark is the query, as in Engine.IO: a second one must not hide parameters.
  const at = url.indexOf('?');
  if (at >= 0 && new URLSearchParams(url.slice(at + 1)).has('j')) return false;
  const { origin, host } = headers;
  if (origin === undefined) return !/^(cross|same)-site$/.test(String(headers['sec-fetch-site']));
  return allowed.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}
