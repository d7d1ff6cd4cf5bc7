import type { Server } from 'node:http';

/**
 * How long a connection may take to say what it wants. Nothing that is sent here is large: who needs longer is holding
 * a connection open on purpose. Node looks after its connections only every half minute unless it is told otherwise,
 * so a limit of seconds would be one of minutes.
 */
export function patience(server: Server, seconds: number): void {
  // Longer than the 60 s for which nginx keeps a connection: else it would send into one that we have just closed.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = Math.min(20, seconds) * 1_000;
  server.requestTimeout = seconds * 1_000;
  // Requests that come one after the other on a kept connection; nobody needs more of them on one.
  server.maxRequestsPerSocket = 10_000;
  Object.assign(server, { connectionsCheckingInterval: Math.min(5_000, seconds * 250) });
}
