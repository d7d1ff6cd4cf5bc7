export type SessionEnd =
  | 'signed_out'
  | 'token_reused'
  | 'user_disabled'
  | 'password_changed'
  | 'second_factor_changed'
  | 'identity_unlinked';

declare module '@passline/event-log' {
  interface DomainEvents {
    /** Recorded for operators only, because it is audited; other sign-ins are private. */
    'session.opened': { sessionId: string; userId: string };
    'session.ended': { sessionId: string; userId: string; because: SessionEnd };
  }
}
