import { isIP } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Refusal } from '@passline/contracts';
import type { NextFunction, Request, Response } from 'express';

/**
 * Paths that other machines of the same network call under any host name. A foreign page gains nothing from them: health
 * contains no secret, and the internal API requires a key in a header. `/metrics` is exempt only with a token.
 */
export const takesAnyHost = (path: string): boolean => /^\/(health|api\/v1\/internal)(\/|$)/.test(path);
const metrics = /^\/metrics\/?$/;

/**
 * Rejects requests for foreign hosts. In a DNS rebinding attack, a foreign page lets its own name point to this address.
 * Its script is then "same origin" here, and connects from loopback when the user sits at this machine. The attack needs
 * a host name, so IP addresses and `localhost` are always accepted.
 */
export function refuseForeignHosts(
  app: NestExpressApplication,
  { publicUrl, metricsToken }: { publicUrl: string | undefined; metricsToken: string | undefined },
): void {
  app.use((request: Request, _response: Response, next: NextFunction) => {
    const { path, headers } = request;
    const acceptedUrl =
      metrics.test(path) && metricsToken === undefined ? (publicUrl ?? 'http://localhost') : publicUrl;
    const isExempt = takesAnyHost(path) || (metrics.test(path) && metricsToken !== undefined);
    if (isExempt || isOurHost(headers.host, acceptedUrl)) next();
    else
      next(
        new Refusal(
          'misdirected',
          'The Host header names a foreign host. Use the host of PUBLIC_URL, an IP address or localhost.',
        ),
      );
  });
}

/** Without PUBLIC_URL every name is accepted. Ports are not compared, because rebinding works by host name only. */
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
