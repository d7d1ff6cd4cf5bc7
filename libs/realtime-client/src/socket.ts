/**
 * The part of a socket that this library uses; socket.io-client's Socket and ngx-socket-io's wrapped Socket implement it.
 * If you pass your own socket, create it with `forceNew: true` and `autoConnect: false` and use it for nothing else: this
 * library connects and reconnects it.
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

/** Creates the socket with socket.io-client's `io`. */
export interface SocketAddress {
  url: string;
  io: (url: string, options: object) => RealtimeSocket;
  options?: object;
}

export const openSocket = (from: SocketAddress | (() => RealtimeSocket)): RealtimeSocket =>
  typeof from === 'function'
    ? from()
    : from.io(from.url, { ...from.options, autoConnect: false, reconnection: false, forceNew: true });
