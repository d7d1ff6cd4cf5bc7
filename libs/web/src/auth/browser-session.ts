import { DestroyRef, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ApiClient, ApiError } from '@passline/api-client';
import type { Session as SessionAnswer, User } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { filter, fromEvent } from 'rxjs';
import { type SessionStorage, type StoredSession, storedSessionOf } from './stored-session.ts';
import { withTabLock } from './tab-lock.ts';

/** Renew this long before expiry, so that no request starts with a token that expires on the way. */
const margin = 20_000;

const same = (a: User | undefined, b: User | undefined) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The signed-in user, shared by all tabs. One tab at a time uses the refresh token, because the server ends
 * the session when a token is used twice (a tab that still has the old one a moment later gets the same
 * successor). When the server rejects the token, all tabs are signed out; when the server is unreachable,
 * none is.
 */
export abstract class BrowserSession {
  readonly #storage: SessionStorage;
  /** For the session's own calls, which must not renew the token that they replace. */
  protected readonly anonymous = new ApiClient();
  readonly #record = signal<StoredSession | undefined>(undefined);
  readonly #ended = signal(false);
  readonly #refreshes = new SerialQueue();

  readonly user = computed<User | undefined>(() => this.#record()?.user, {
    equal: same,
  });
  /** May have expired. For the realtime connection, which takes each new one. */
  readonly accessToken = computed(() => this.#record()?.accessToken);
  /** The server ended the session, not the user: the sign-in page says so. */
  readonly ended = this.#ended.asReadonly();

  /** Sends the access token with each call. When the server rejects it, renews it and repeats the call. */
  readonly client = new ApiClient({
    token: () => this.token(),
    refresh: (rejected) => this.renew(rejected),
  });

  constructor(storage: SessionStorage) {
    this.#storage = storage;
    this.#record.set(storage.read());
    fromEvent<StorageEvent>(window, 'storage')
      .pipe(
        filter(({ key }) => key === storage.key || key === null),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      .subscribe(() => this.#record.set(this.#storage.read()));
  }

  /** The session that the server has just begun. */
  protected begin(answer: SessionAnswer): void {
    this.#ended.set(false);
    this.#keep(storedSessionOf(answer));
  }

  /** Signs out of this browser immediately, even if the server cannot be reached. */
  async signOut(): Promise<void> {
    const token = this.#record()?.accessToken;
    this.#ended.set(false);
    this.#keep(undefined);
    if (!token) return;
    const headers = { authorization: `Bearer ${token}` };
    await this.anonymous.call('logout', undefined, { headers, keepalive: true }).catch(() => undefined);
  }

  /** A valid access token, or undefined when no user is signed in. */
  async token(): Promise<string | undefined> {
    const record = this.#record();
    if (!record) return undefined;
    return record.expiresAt - margin > Date.now() ? record.accessToken : this.renew(record.accessToken);
  }

  /** Replaces the access token `spent`: with the one that another tab has just fetched, or a new one. */
  renew(spent: string): Promise<string | undefined> {
    return withTabLock(this.#storage.key, async () => {
      const record = this.#storage.read();
      if (!record) return undefined;
      if (record.accessToken !== spent) {
        this.#record.set(record);
        return record.accessToken;
      }
      const { refreshToken } = record;
      const isReplaced = () => this.#storage.read()?.refreshToken !== refreshToken;
      try {
        const answer = await this.anonymous.call('refresh', { body: { refreshToken } });
        if (isReplaced()) return this.#replacementOf(record);
        this.#keep(storedSessionOf(answer));
        return answer.accessToken;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        if (isReplaced()) return this.#replacementOf(record);
        this.#ended.set(true);
        this.#keep(undefined);
        return undefined;
      }
    });
  }

  /**
   * The token that another tab has stored during a renewal: a browser shows what one tab stores to the others a little
   * later, even under the lock. Undefined after a sign-out, which the renewal must not undo.
   */
  #replacementOf({ user }: StoredSession): string | undefined {
    const stored = this.#storage.read();
    this.#record.set(stored);
    return stored?.user.id === user.id ? stored.accessToken : undefined;
  }

  /**
   * Role and restaurant may have changed since they were stored. One question after the other: a change of rights ends
   * several rooms, and an answer from before the next change must not be the last.
   */
  refreshUser(): Promise<void> {
    return this.#refreshes.run('user', () => this.#refreshUser());
  }

  async #refreshUser(): Promise<void> {
    const user = await this.client.call('me');
    await withTabLock(this.#storage.key, async () => {
      const record = this.#storage.read();
      if (record?.user.id === user.id && !same(record.user, user)) this.#keep({ ...record, user });
    });
  }

  #keep(record: StoredSession | undefined): void {
    this.#storage.write(record);
    this.#record.set(record);
  }
}
