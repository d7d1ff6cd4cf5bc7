import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { PrintJob, PrintProblem, Printer } from '@passline/contracts';
import { debounceTime, filter, firstValueFrom, forkJoin, merge } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { PrintingApi } from './printing-api.ts';

/** More than a board shows. The oldest finished jobs are dropped. */
const mostKept = 500;
const page = 100;

/** A printer that does not print, and how many slips wait for it. */
export interface PrinterTrouble {
  printerId: string;
  printerName: string;
  problem: PrintProblem;
  since: string;
  jobs: readonly PrintJob[];
}

type Jobs = ReadonlyMap<string, PrintJob>;

const isNewer = (job: PrintJob, known: PrintJob | undefined) => !known || job.version >= known.version;
const byAge = (a: PrintJob, b: PrintJob) => a.createdAt.localeCompare(b.createdAt);

export function withJobs(known: Jobs, received: readonly PrintJob[]): Jobs {
  const next = new Map(known);
  for (const job of received) if (isNewer(job, next.get(job.id))) next.set(job.id, job);
  const finished = [...next.values()].filter(({ state }) => state !== 'waiting').sort(byAge);
  for (const { id } of finished.slice(0, Math.max(0, next.size - mostKept))) next.delete(id);
  return next;
}

export function troublesOf(waiting: readonly PrintJob[]): PrinterTrouble[] {
  const byPrinter = Map.groupBy(waiting, ({ printerId }) => printerId);
  return [...byPrinter.values()].flatMap((jobs) => {
    const [first] = jobs.filter(({ problem }) => problem).sort((a, b) => a.since.localeCompare(b.since));
    if (!first?.problem) return [];
    const { printerId, printerName, problem, since } = first;
    return [{ printerId, printerName, problem, since, jobs }];
  });
}

/** The printers of the user's restaurant and their jobs, live. */
@Service({ autoProvided: false })
export class PrintJobs {
  readonly #api = inject(PrintingApi);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  readonly #restaurantId = inject(OwnRestaurant).id;
  readonly #jobs = signal<Jobs>(new Map());
  readonly #printers = signal<readonly Printer[] | undefined>(undefined);
  readonly #allowed = signal(true);
  readonly #failure = signal<unknown>(undefined);

  readonly printers = this.#printers.asReadonly();
  /** False: the server prints to no network printer. */
  readonly allowed = this.#allowed.asReadonly();
  readonly failure = this.#failure.asReadonly();
  /** Oldest first. */
  readonly waiting = computed(() =>
    [...this.#jobs().values()].filter(({ state }) => state === 'waiting').sort(byAge),
  );
  readonly troubles = computed(() => troublesOf(this.waiting()));
  readonly canPrint = computed(() => this.#printers()?.some(({ enabled }) => enabled) ?? false);
  readonly #byOrder = computed(() =>
    Map.groupBy([...this.#jobs().values()].sort(byAge), ({ orderId }) => orderId),
  );

  constructor() {
    if (!this.#restaurantId) return;
    const { client } = inject(Realtime);
    const own = `restaurant:${this.#restaurantId}`;
    client
      .events('print:job:update')
      .pipe(
        filter(({ payload }) => payload.restaurantId === this.#restaurantId),
        takeUntilDestroyed(),
      )
      .subscribe(({ payload }) => this.#receive([payload.job]));
    merge(
      client
        .events('restaurant:update')
        .pipe(
          filter(
            ({ payload }) =>
              payload.restaurantId === this.#restaurantId && payload.fields.includes('printers'),
          ),
        ),
      client.resync$.pipe(filter((list) => list.some(({ stream }) => stream === own))),
    )
      .pipe(debounceTime(200), takeUntilDestroyed())
      .subscribe(() => void this.load());
    void this.load();
  }

  /** Oldest first. */
  of(orderId: string): readonly PrintJob[] {
    return this.#byOrder().get(orderId) ?? [];
  }

  async load(): Promise<void> {
    this.#failure.set(undefined);
    try {
      const { items, allowed } = await firstValueFrom(this.#api.printers());
      this.#printers.set(items);
      this.#allowed.set(allowed);
      if (items.length === 0) return;
      const [waiting, latest] = await firstValueFrom(
        forkJoin([this.#api.jobs({ state: 'waiting', limit: page }), this.#api.jobs({ limit: page })]),
      );
      this.#receive([...waiting.items, ...latest.items]);
    } catch (error) {
      this.#failure.set(error);
    }
  }

  async test({ id, name }: Printer): Promise<void> {
    await this.#do(async () => {
      this.#receive([await firstValueFrom(this.#api.test(id))]);
      this.#notices.show({ tone: 'calm', text: this.#t().printing.testing(name) });
    });
  }

  async print(order: { id: string; number: string }): Promise<void> {
    await this.#do(async () => {
      this.#receive((await firstValueFrom(this.#api.print(order.id))).items);
      this.#notices.show({ tone: 'calm', text: this.#t().printing.requested(order.number) });
    });
  }

  async retry(jobs: readonly PrintJob[]): Promise<void> {
    await this.#do(async () => {
      for (const { id } of jobs) this.#receive([await firstValueFrom(this.#api.retry(id))]);
    });
  }

  async cancel(job: PrintJob): Promise<void> {
    await this.#do(async () => this.#receive([await firstValueFrom(this.#api.cancel(job.id))]));
  }

  #receive(jobs: readonly PrintJob[]): void {
    this.#jobs.update((known) => withJobs(known, jobs));
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.#t()) });
    }
  }
}
