/**
 * What we need of a socket, and no more: socket.io-client's Socket and ngx-socket-io's wrapped Socket both have it.
 * Give one that is yours alone (`forceNew: true`), with `autoConnect: false`: its reconnection is taken over here.
 */
export interface RealtimeSocket {
  readonly connected: boolean;
  readonly io: { reconnection(on: boolean): unknown };
  auth: unknown;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  onAny(listener: (event: string, ...args: unknown[]) => void): unknown;
  offAny(listener: (event: string, ...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

/** For those who would rather hand over socket.io-client's `io` than a socket. */
export interface SocketAddress {
  url: string;
  io: (url: string, options: object) => RealtimeSocket;
  options?: object;
}

export const openSocket = (from: SocketAddress | (() => RealtimeSocket)): RealtimeSocket =>
  typeof from === 'function'
    ? from()
    : from.io(from.url, { ...from.options, autoConnect: false, reconnection: false, forceNew: true });
