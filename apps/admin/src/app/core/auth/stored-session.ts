import type { Session as SessionAnswer, User } from '@passline/contracts';

/**
 * A session as this browser keeps it. Both tokens lie in localStorage: the refresh token has to, for a reload
 * to stay signed in, and beside it the weaker access token adds nothing to steal, while a reload or a second
 * tab need not spend a refresh.
 */
export interface StoredSession {
  user: User;
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970, by this device's clock. */
  expiresAt: number;
}

export const sessionKey = 'passline.session';

export const storedSessionOf = (answer: SessionAnswer, now = Date.now()): StoredSession => ({
  user: answer.user,
  accessToken: answer.accessToken,
  refreshToken: answer.refreshToken,
  expiresAt: now + answer.expiresIn * 1000,
});

const isRecord = (value: unknown): value is StoredSession =>
  typeof value === 'object' &&
  value !== null &&
  'user' in value &&
  'accessToken' in value &&
  'refreshToken' in value &&
  'expiresAt' in value;

/** Where storage is refused, the session lives as long as this page. */
let unstored: string | null = null;

const stored = (): string | null => {
  try {
    return localStorage.getItem(sessionKey) ?? unstored;
  } catch {
    return unstored;
  }
};

/** Undefined for anything that is not whole: a half-written record signs out, it never breaks the start. */
export function readStoredSession(): StoredSession | undefined {
  try {
    const value: unknown = JSON.parse(stored() ?? 'null');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function writeStoredSession(record: StoredSession | undefined): void {
  const text = record ? JSON.stringify(record) : null;
  try {
    if (text === null) localStorage.removeItem(sessionKey);
    else localStorage.setItem(sessionKey, text);
    unstored = null;
  } catch {
    unstored = text;
  }
}
