import type { ApiClient } from '@passline/api-client';
import { ApiError } from '@passline/api-client';
import type { Membership, Session as SessionAnswer, User } from '@passline/contracts';
import { BehaviorSubject, type Observable, distinctUntilChanged, map } from 'rxjs';
import type { TextStore } from './text-store.ts';

interface Kept {
  user: User;
  accessToken: string;
  refreshToken: string;
  /** Milliseconds since 1970, by this device's clock: a little before the access token expires. */
  renewAt: number;
}

/** So that no request starts with a token that expires on the way. */
const marginMs = 20_000;

const isSame = <T>(a: T, b: T) => JSON.stringify(a) === JSON.stringify(b);

/** The signed-in user and their tokens. A token that is about to expire, or that the server rejects, is renewed. */
export class Session {
  readonly #anonymous: ApiClient;
  readonly #store: TextStore;
  readonly #kept = new BehaviorSubject<Kept | null>(null);
  #loading: Promise<void> | undefined;
  #renewing: Promise<string | undefined> | undefined;

  /** Null while no user is signed in, also after the server has ended the session. */
  readonly user$: Observable<User | null> = this.#kept.pipe(
    map((kept) => kept?.user ?? null),
    distinctUntilChanged(isSame),
  );
  /** Where staff work, the first restaurant first, with the role in each; none for everyone else. */
  readonly memberships$: Observable<readonly Membership[]> = this.user$.pipe(
    map((user) => user?.memberships ?? []),
    distinctUntilChanged(isSame),
  );
  /** Each new access token; null when the session ends. */
  readonly tokens$: Observable<string | null> = this.#kept.pipe(
    map((kept) => kept?.accessToken ?? null),
    distinctUntilChanged(),
  );

  constructor(anonymous: ApiClient, store: TextStore) {
    this.#anonymous = anonymous;
    this.#store = store;
  }

  get user(): User | null {
    return this.#kept.value?.user ?? null;
  }

  /** When the access token has to be renewed, in milliseconds since 1970; null without a session. */
  get renewAt(): number | null {
    return this.#kept.value?.renewAt ?? null;
  }

  /** Continues the stored session, if there is one. */
  restore(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async signIn(email: string, password: string): Promise<User> {
    return this.begin(await this.#anonymous.call('login', { body: { email, password } }));
  }

  async signInWithCode(ticket: string, code: string): Promise<User> {
    return this.begin(await this.#anonymous.call('signInWithCode', { body: { ticket, code } }));
  }

  /** Takes the answer of `register` or `openGuest`. */
  async begin({ user, accessToken, refreshToken, expiresIn }: SessionAnswer): Promise<User> {
    await this.restore();
    const life = expiresIn * 1_000;
    const renewAt = Date.now() + life - Math.min(marginMs, life / 2);
    await this.#keep({ user, accessToken, refreshToken, renewAt });
    return user;
  }

  /** The account as the server has it now. Of another user, or after the end of the session, it changes nothing. */
  async update(user: User): Promise<void> {
    const kept = this.#kept.value;
    if (kept?.user.id === user.id) await this.#keep({ ...kept, user });
  }

  /** A valid access token, or undefined when no user is signed in. */
  async token(): Promise<string | undefined> {
    await this.restore();
    const kept = this.#kept.value;
    if (!kept) return undefined;
    return Date.now() < kept.renewAt ? kept.accessToken : this.renew(kept.accessToken);
  }

  /**
   * Replaces an access token that is spent. The server ends a session whose refresh token is used twice, so callers at the
   * same time share one renewal. Undefined if the session has ended; rejects if the server cannot be reached.
   */
  renew(spent: string): Promise<string | undefined> {
    const kept = this.#kept.value;
    if (!kept || kept.accessToken !== spent) return Promise.resolve(kept?.accessToken);
    this.#renewing ??= this.#renew(kept).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Ends the session here at once, even if the server cannot be reached. */
  async end(): Promise<void> {
    await this.restore();
    const token = this.#kept.value?.accessToken;
    await this.#keep(null);
    if (!token) return;
    const headers = { authorization: `Bearer ${token}` };
    await this.#anonymous.call('logout', undefined, { headers, keepalive: true }).catch((error: unknown) => {
      // The server ends it by itself when its refresh token expires.
      if (!(error instanceof ApiError)) throw error;
    });
  }

  async #renew(kept: Kept): Promise<string | undefined> {
    const isReplaced = () => this.#kept.value?.refreshToken !== kept.refreshToken;
    try {
      const answer = await this.#anonymous.call('refresh', { body: { refreshToken: kept.refreshToken } });
      // The user signed out meanwhile, or another one signed in.
      if (isReplaced()) return this.#kept.value?.accessToken;
      await this.begin(answer);
      return answer.accessToken;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (!isReplaced()) await this.#keep(null);
      return undefined;
    }
  }

  async #load(): Promise<void> {
    const text = await this.#store.load();
    if (text === null) return;
    const kept = keptIn(text);
    if (kept) this.#kept.next(kept);
    else await this.#store.save(null);
  }

  async #keep(kept: Kept | null): Promise<void> {
    await this.#store.save(kept && JSON.stringify(kept));
    this.#kept.next(kept);
  }
}

/** Undefined for a damaged text: it signs the user out instead of breaking the start. */
function keptIn(text: string): Kept | undefined {
  try {
    const value = JSON.parse(text) as Partial<Kept> | null;
    const isWhole =
      typeof value?.accessToken === 'string' &&
      typeof value.refreshToken === 'string' &&
      typeof value.renewAt === 'number' &&
      typeof value.user?.id === 'string';
    return isWhole ? (value as Kept) : undefined;
  } catch {
    return undefined;
  }
}
