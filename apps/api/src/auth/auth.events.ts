export type SessionEnd = 'signed_out' | 'token_reused' | 'user_disabled';

declare module '@passline/event-log' {
  interface DomainEvents {
    'session.ended': { sessionId: string; userId: string; because: SessionEnd };
  }
}
