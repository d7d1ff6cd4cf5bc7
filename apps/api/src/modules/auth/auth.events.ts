export type SessionEnd = 'signed_out' | 'token_reused' | 'user_disabled' | 'password_changed';

declare module '@passline/event-log' {
  interface DomainEvents {
    /** Of operators only: who else signs in is nobody's business. */
    'session.opened': { sessionId: string; userId: string };
    'session.ended': { sessionId: string; userId: string; because: SessionEnd };
  }
}
