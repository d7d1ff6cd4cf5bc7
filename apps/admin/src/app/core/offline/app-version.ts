import { DOCUMENT, Service, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { SwUpdate } from '@angular/service-worker';
import { filter, timer } from 'rxjs';
import { Language } from '../i18n/language.ts';
import { Notices } from '../notices/notices.ts';

/** How browsers report that a chunk could not be loaded. There is no error code for it. */
const missing =
  /dynamically imported module|importing a module script failed|error loading dynamically|unable to preload/i;

export const isMissingChunk = (error: unknown): boolean =>
  error instanceof Error &&
  (missing.test(error.message) || (error.cause !== undefined && isMissingChunk(error.cause)));

const hourly = 60 * 60_000;

/**
 * The version of the console. A newer version waits until the user reloads. When a chunk of this version is
 * missing, every further step could fail, so the user is asked to reload immediately.
 */
@Service()
export class AppVersion {
  readonly #updates = inject(SwUpdate);
  readonly #window = inject(DOCUMENT).defaultView;
  readonly #newer = signal(false);
  readonly #notices = inject(Notices);
  readonly #t = inject(Language).messages;
  #broken = false;
  readonly newer = this.#newer.asReadonly();

  constructor() {
    this.#updates.versionUpdates
      .pipe(
        filter(({ type }) => type === 'VERSION_READY'),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.#newer.set(true));
    this.#updates.unrecoverable.pipe(takeUntilDestroyed()).subscribe(() => this.chunkIsMissing());
    timer(hourly, hourly)
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.check());
  }

  /** Checks for a newer version, for example after a reconnect. */
  async check(): Promise<void> {
    if (!this.#updates.isEnabled) return;
    // Offline: the next check finds it.
    await this.#updates.checkForUpdate().catch(() => false);
  }

  /** Only a reload helps, and only with a network. */
  chunkIsMissing(): void {
    this.#broken = true;
    const { version } = this.#t();
    this.#notices.show({
      tone: 'trouble',
      text: navigator.onLine ? version.missing : version.missingOffline,
      action: { label: version.reload, run: () => void this.reload() },
    });
  }

  /** A broken service worker and its caches are removed first, so that the reload comes from the server. */
  async reload(): Promise<void> {
    if (this.#broken && navigator.onLine) await forgetWorker();
    this.#window?.location.reload();
  }
}

async function forgetWorker(): Promise<void> {
  const workers = (await (navigator as Partial<Navigator>).serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((it) => it.unregister()));
  const kept = 'caches' in globalThis ? await caches.keys() : [];
  await Promise.all(kept.filter((name) => name.startsWith('ngsw:')).map((name) => caches.delete(name)));
}
