export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'error';

export interface ConnectionStatus {
  state: ConnectionState;
  /**
   * Why the client is not connected. In state `error`: `token_missing`, `token_invalid`, `token_expired`,
   * `session_ended`, `second_factor_missing`, `key_revoked`, `key_expired`, `scope_missing` or `replaced`, until `renew(token)` or `start()` is
   * called. Otherwise: `unreachable`, `silent`, `moving`, `timeout`, `rate_limited`, `unanswered`, `token_unavailable`, or Socket.IO's own reason for the disconnect.
   */
  reason: string | null;
  /** When the next attempt begins; null while none is scheduled. */
  retryAt: Date | null;
}
