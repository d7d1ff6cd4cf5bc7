import { Component, computed, inject, signal } from '@angular/core';
import { rxResource, takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import type { StatsHistory, WirePayload } from '@passline/contracts';
import { map, scan, tap } from 'rxjs';
import { Clock } from '@passline/web/time/clock.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Sparkline } from '../../shared/ui/sparkline.ts';
import { type SocketMetrics, OperationsApi } from './operations-api.ts';
import { type Rate, ratesOf } from './counter-rates.ts';
import { poll } from '@passline/web/polling/polling.ts';

type Stats = WirePayload<'system:stats'>;
type Kept = StatsHistory['items'][number];

/** 15 minutes at one value in five seconds. */
const most = 180;
const apartMs = 5_000;
/** Stats arrive every second; after this many missing ones they count as outdated. */
const oldAfter = 4_000;
const shownPeople = 100;
const shownRooms = 20;

interface Reading {
  meters: SocketMetrics;
  at: number;
  rates: Rate[];
}

/** Live connections, rooms and event rates. */
@Component({
  selector: 'pl-live-page',
  imports: [ErrorState, Icon, RouterLink, Skeleton, Sparkline],
  templateUrl: './live-page.html',
  styleUrl: './live-page.css',
  host: { class: 'page' },
})
export class LivePage {
  readonly #api = inject(OperationsApi);
  readonly #now = inject(Clock).now;
  readonly #client = inject(Realtime).client;
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly most = most;

  readonly #heardAt = signal<number | undefined>(undefined);
  readonly #live = toSignal(
    this.#client.volatile('system:stats').pipe(
      tap(() => this.#heardAt.set(Date.now())),
      scan<Stats, readonly Stats[]>(withNewest, []),
      takeUntilDestroyed(),
    ),
    { initialValue: [] },
  );
  /** What the server has kept: the charts do not begin with the visit of this page. */
  readonly #kept = rxResource({ stream: () => this.#api.statsHistory() });
  protected readonly samples = computed<readonly Kept[]>(() => {
    const live = this.#live();
    const begin = live[0]?.at ?? '~';
    const kept = this.#kept.hasValue() ? this.#kept.value().items.filter(({ at }) => at < begin) : [];
    return [...kept, ...live].slice(-most);
  });
  /** Since when no stats have arrived: the charts are outdated. */
  protected readonly silentSince = computed(() => {
    const heard = this.#heardAt();
    return heard !== undefined && this.#now() - heard > oldAfter ? new Date(heard) : undefined;
  });

  protected readonly traces = computed(() => {
    const samples = this.samples();
    const { live } = this.t().operations;
    const of = (label: string, unit: string, read: (it: Kept) => number | null, digits = 0) => {
      const values = samples.map(read).filter((value) => value !== null);
      const last = values.at(-1);
      const number = (value: number) => this.formats.decimal(value, digits);
      return {
        label,
        unit,
        values,
        now: last === undefined ? '–' : number(last),
        range: values.length > 1 ? live.range(number(Math.min(...values)), number(Math.max(...values))) : '',
      };
    };
    return [
      of(live.connections, '', (it) => it.connections),
      of(live.rooms, '', (it) => it.rooms),
      of(live.events, live.perSecond, (it) => it.eventsPerSecond, 1),
      of(live.latency, live.milliseconds, (it) => it.latency.p99, 1),
      of(live.median, live.milliseconds, (it) => it.latency.p50, 1),
      of(live.outbox, '', (it) => it.outboxDepth),
    ];
  });

  readonly #readings = (() => {
    let last: Reading | undefined;
    return poll(
      () =>
        this.#api.meters().pipe(
          map((meters): Reading => {
            const at = performance.now();
            const rates = ratesOf(last?.meters, meters, last ? (at - last.at) / 1000 : 0);
            last = { meters, at, rates };
            return last;
          }),
        ),
      2_000,
    );
  })();
  protected readonly meters = this.#readings;
  protected readonly sockets = poll(() => this.#api.sockets(), 3_000);

  protected readonly roles = computed(() =>
    Object.entries(this.sockets.value()?.byRole ?? {}).sort(([, a], [, b]) => b - a),
  );
  protected readonly people = computed(() => {
    const users = this.sockets.value()?.users ?? [];
    return [...users].sort((a, b) => b.since.localeCompare(a.since)).slice(0, shownPeople);
  });
  protected readonly rooms = computed(() => this.sockets.value()?.rooms.slice(0, shownRooms) ?? []);

  protected roleName(role: string): string {
    const names: Record<string, string> = {
      ...this.t().shell.roles,
      tracking: this.t().operations.live.links,
      key: this.t().operations.live.keys,
    };
    return names[role] ?? role;
  }
}

/** The newest value replaces the one before, unless that one is to be kept. */
function withNewest(all: readonly Stats[], newest: Stats): readonly Stats[] {
  const [before, last] = [all.at(-2), all.at(-1)];
  const isBetween = last && before && Date.parse(last.at) - Date.parse(before.at) < apartMs;
  return [...(isBetween ? all.slice(0, -1) : all).slice(1 - most), newest];
}
