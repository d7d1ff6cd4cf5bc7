import { isIP } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';

/**
 * Paths that machines of the same network call by any name that this node has there. Each has a guard of its own that a
 * foreign page cannot pass: nothing to read, or a secret in a header. `/metrics` is among them only with a token.
 */
export const takesAnyHost = (path: string): boolean => /^\/(health|api\/v1\/internal)(\/|$)/.test(path);
const metrics = /^\/metrics\/?$/;

/**
 * Refuses requests for other hosts than ours. A foreign page may let its own name point to this address (DNS
 * rebinding): then its script is "same origin" here, and comes from loopback when its user sits at this machine. A name
 * is needed for that, so addresses and `localhost` are never foreign.
 */
export function refuseForeignHosts(
  app: NestExpressApplication,
  { publicUrl, metricsToken }: { publicUrl: string | undefined; metricsToken: string | undefined },
): void {
  app.use((request: Request, _response: Response, next: NextFunction) => {
    const { path, headers } = request;
    const isFor =
      metrics.test(path) && metricsToken === undefined ? (publicUrl ?? 'http://localhost') : publicUrl;
    const isExempt = takesAnyHost(path) || (metrics.test(path) && metricsToken !== undefined);
    if (isExempt || isOurHost(headers.host, isFor)) next();
    else next(new Refusal('misdirected', 'Use the address of PUBLIC_URL, an IP address or localhost.'));
  });
}

/** Without a public address every name may be ours. Ports are not compared: a page cannot borrow a name by them. */
export function isOurHost(host: string | undefined, publicUrl: string | undefined): boolean {
  if (publicUrl === undefined || host === undefined) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    hostname === new URL(publicUrl).hostname ||
    hostname === 'localhost' ||
    isIP(hostname.replace(/^\[|\]$/g, '')) > 0
  );
}
