import type { Server } from 'node:http';

/**
 * Limits how long a client may take to send a request. Requests are small, so a client that needs longer holds the
 * connection open on purpose (Slowloris). Node checks its connections only every 30 s by default, which would make these
 * limits useless.
 */
export function setTimeouts(server: Server, seconds: number): void {
  // Longer than nginx keeps a connection (60 s). Otherwise nginx sends requests into a connection that was just closed.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = Math.min(20, seconds) * 1_000;
  server.requestTimeout = seconds * 1_000;
  // Bounds the requests on one kept connection. No legitimate client needs more.
  server.maxRequestsPerSocket = 10_000;
  Object.assign(server, { connectionsCheckingInterval: Math.min(5_000, seconds * 250) });
}
