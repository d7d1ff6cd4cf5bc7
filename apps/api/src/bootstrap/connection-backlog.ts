import type { NestExpressApplication } from '@nestjs/platform-express';

/**
 * How many connections may wait until the process accepts them; the kernel lowers it to its own limit. When a rush of
 * clients exceeds Node's default of 511, the kernel drops their connections, and each tries again only after a second.
 */
export const connectionBacklog = 4_096;

/** Nest passes all arguments on to node:http, although its types do not contain the backlog. */
type Listen = (port: number, host: string, backlog: number) => Promise<unknown>;

export const listen = (app: NestExpressApplication, port: number, host: string): Promise<unknown> =>
  (app.listen.bind(app) as unknown as Listen)(port, host, connectionBacklog);
