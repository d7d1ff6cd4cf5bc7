import type { Session as SessionAnswer, User } from '@passline/contracts';

/**
 * The session in localStorage. The refresh token must be there to survive a reload. Storing the weaker access
 * token beside it adds no risk and saves a refresh per reload and tab.
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

/** Used when storage is blocked: the session then ends with the page. */
let unstored: string | null = null;

const stored = (): string | null => {
  try {
    return localStorage.getItem(sessionKey) ?? unstored;
  } catch {
    return unstored;
  }
};

/** Undefined for a damaged record: it signs the user out instead of breaking the start. */
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
