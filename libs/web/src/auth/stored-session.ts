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

/** The session that an app of this origin keeps under its own key, so that one app does not end another's. */
export class SessionStorage {
  readonly key: string;
  /** Used when storage is blocked: the session then ends with the page. */
  #unstored: string | null = null;

  constructor(key: string) {
    this.key = key;
  }

  /** Undefined for a damaged record: it signs the user out instead of breaking the start. */
  read(): StoredSession | undefined {
    try {
      const value: unknown = JSON.parse(this.#text() ?? 'null');
      return isRecord(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  write(record: StoredSession | undefined): void {
    const text = record ? JSON.stringify(record) : null;
    try {
      if (text === null) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, text);
      this.#unstored = null;
    } catch {
      this.#unstored = text;
    }
  }

  #text(): string | null {
    try {
      return localStorage.getItem(this.key) ?? this.#unstored;
    } catch {
      return this.#unstored;
    }
  }
}
