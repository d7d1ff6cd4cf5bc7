import type { IncomingMessage } from 'node:http';

/**
 * A browser says which page it is; what is no browser need not. Pages of others may not connect, and nobody by JSONP:
 * a script element sends no origin, and its answer can be read by the page that holds it.
 */
export function mayConnectFrom(
  { headers, url = '' }: Pick<IncomingMessage, 'headers'> & { url?: string | undefined },
  allowed: readonly string[],
): boolean {
  if (new URLSearchParams(url.split('?')[1]).has('j')) return false;
  const { origin, host } = headers;
  if (origin === undefined) return !/^(cross|same)-site$/.test(String(headers['sec-fetch-site']));
  return allowed.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host);
}
