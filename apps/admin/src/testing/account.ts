import type { Membership, User } from '@passline/contracts';
import { storedSessionOf } from '@passline/web/auth/stored-session.ts';
import { consoleSession } from '../app/core/auth/console-session.ts';
import { owner, session } from './demo-objects.ts';

export const userIn = (...memberships: Membership[]): User => ({ ...owner, memberships });

/** As another tab, or the answer of the server, stores it. Undefined: signed out. */
export const storeAccount = (user: User | undefined): void => {
  consoleSession.write(user && storedSessionOf(session({ user })));
  window.dispatchEvent(new StorageEvent('storage', { key: consoleSession.key }));
};
