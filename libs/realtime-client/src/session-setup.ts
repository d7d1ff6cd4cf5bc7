import { Subject } from 'rxjs';
import type { CatchUp } from './catch-up.ts';
import type { ConnectionSession } from './connection-session.ts';
import type { Feed } from './feed.ts';
import { RealtimeError } from './realtime-error.ts';
import type { Rooms } from './rooms.ts';

export interface SessionSetupActions {
  revoke: (room: string, reason: string) => void;
  /** Everything that was missed has been delivered. */
  ready: (session: ConnectionSession) => void;
  failed: (session: ConnectionSession, error: RealtimeError) => void;
}

/** What happens on every connection before it counts as connected: take over the rooms, then catch up. */
export class SessionSetup {
  readonly caughtUp = new Subject<{ count: number }>();
  #completed: ConnectionSession | null = null;
  #completedSessions = 0;

  constructor(
    private readonly feed: Feed,
    private readonly rooms: Rooms,
    private readonly catchUp: CatchUp,
    private readonly actions: SessionSetupActions,
  ) {}

  reset(): void {
    this.#completedSessions = 0;
  }

  /** Runs again on the same session when the server changes its automatic rooms (a new token, a new role). */
  async run(session: ConnectionSession, automatic: readonly string[]): Promise<void> {
    for (const room of this.rooms.adopt(automatic)) this.actions.revoke(room, 'access_changed');
    if (session !== this.#completed) this.feed.takeReplayed();
    try {
      await this.catchUp.begin(session, automatic);
    } catch (error) {
      if (!session.ended)
        this.actions.failed(
          session,
          error instanceof RealtimeError ? error : RealtimeError.appFailed('sync', error),
        );
      return;
    }
    if (session.ended) return;
    this.actions.ready(session);
    this.#complete(session);
  }

  #complete(session: ConnectionSession): void {
    if (session === this.#completed) return;
    this.#completed = session;
    const count = this.feed.takeReplayed();
    if (this.#completedSessions++ > 0 || count > 0) this.caughtUp.next({ count });
  }
}
