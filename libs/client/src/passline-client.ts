import { ApiClient } from '@passline/api-client';
import type { User } from '@passline/contracts';
import {
  type RealtimeClient,
  type RealtimeClientOptions,
  createRealtimeClient,
} from '@passline/realtime-client';
import { EMPTY, Subscription, catchError, filter, from, switchMap, timer } from 'rxjs';
import { io } from 'socket.io-client';
import { CommandQueue } from './command-queue.ts';
import { Session } from './session.ts';
import { memoryStore, type TextStore } from './text-store.ts';

export interface PasslineOptions {
  /** Origin of the server, for example `https://orders.example.com`. */
  url: string;
  /** Keeps the session over restarts. By default it ends with the program. */
  session?: TextStore;
  /** Keeps waiting commands over restarts. By default they end with the program. */
  commands?: TextStore;
  /** How often a REST call is repeated that got no answer, 429 or 503. By default twice. */
  retries?: number;
  /** A REST call that takes longer fails without an answer. By default 30 s. */
  timeoutMs?: number;
  fetch?: typeof fetch;
  /** Options of the socket and its client. */
  realtime?: Omit<RealtimeClientOptions, 'connect' | 'token' | 'tokenKind'>;
}

/** One session with its REST calls and its live events. */
export class PasslineClient {
  readonly session: Session;
  /** The REST API by the names of the contract's calls. */
  readonly api: ApiClient;
  readonly live: RealtimeClient;
  /** Commands that wait for a connection. */
  readonly commands: CommandQueue;
  #connected: Subscription | undefined;

  constructor({ url, session, commands, realtime, retries = 2, timeoutMs = 30_000, fetch }: PasslineOptions) {
    const rest = { baseUrl: url.replace(/\/$/, ''), timeoutMs, ...(fetch && { fetch }) };
    this.session = new Session(new ApiClient(rest), session ?? memoryStore());
    this.api = new ApiClient({
      ...rest,
      retries,
      token: () => this.session.token(),
      refresh: (rejected) => this.session.renew(rejected),
    });
    let used = '';
    this.live = createRealtimeClient({
      ...realtime,
      connect: { url, io },
      token: async (why) => {
        used = (await (why === 'expired' ? this.session.renew(used) : this.session.token())) ?? '';
        return used === '' ? null : used;
      },
    });
    this.commands = new CommandQueue(this.live, commands ?? memoryStore());
  }

  signIn(email: string, password: string): Promise<User> {
    return this.session.signIn(email, password);
  }

  /** The second step for staff with a second factor: the ticket of the problem `second_factor_required`, and a code. */
  signInWithCode(ticket: string, code: string): Promise<User> {
    return this.session.signInWithCode(ticket, code);
  }

  /** Ends the session, the connection and what was waiting to be sent. */
  async signOut(): Promise<void> {
    this.disconnect();
    await this.commands.clear();
    await this.session.end();
  }

  /** Opens the live connection of the session and keeps it open, with each new token, until `disconnect` or its end. */
  connect(): void {
    if (this.#connected) return;
    const connected = new Subscription();
    this.#connected = connected;
    let used: string | null = null;
    connected.add(
      this.session.tokens$.subscribe((token) => {
        if (token === null) this.live.stop();
        else if (used === null) {
          this.live.start();
          void this.commands.run();
        }
        // Not connected: it asks for the token when it connects.
        else void this.live.renew(token).catch(() => undefined);
        used = token;
      }),
    );
    connected.add(
      this.session.tokens$
        .pipe(
          filter((token) => token !== null),
          switchMap(() => timer(new Date(this.session.renewAt ?? Date.now()))),
        )
        // Unreachable: the next call or connection tries again.
        .subscribe(() => void this.session.token().catch(() => undefined)),
    );
    // Rights were given, changed or withdrawn, perhaps while it was not connected. Unreachable: the next connection asks.
    connected.add(
      this.live.registered$
        .pipe(switchMap(() => from(this.api.call('me')).pipe(catchError(() => EMPTY))))
        .subscribe((user) => void this.session.update(user)),
    );
    void this.session.restore();
  }

  disconnect(): void {
    this.#connected?.unsubscribe();
    this.#connected = undefined;
    this.live.stop();
  }
}
