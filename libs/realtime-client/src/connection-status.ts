export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'error';

export interface ConnectionStatus {
  state: ConnectionState;
  /**
   * Why it is not connected. In `error`: `token_missing`, `token_invalid`, `token_expired`, `session_ended`, `replaced`:
   * it stays so until `renew(token)` or `start()`. Else: `unreachable`, `silent`, `moving`, `timeout`,
   * `token_unavailable`, or Socket.IO's own word for how a connection ended.
   */
  reason: string | null;
  /** When the next try begins, while waiting for it. */
  retryAt: Date | null;
}
