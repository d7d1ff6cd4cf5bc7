import type { IncomingMessage } from 'node:http';

/** A browser says which page it is; what is no browser need not. Other people's pages may not connect. */
export function mayConnectFrom(
  { headers }: Pick<IncomingMessage, 'headers'>,
  allowed: readonly string[],
): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
