import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import type { ImportProblem, MenuImport } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { downloadFile } from '@passline/web/files/download-file.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { firstValueFrom } from 'rxjs';
import { Language } from '../../core/i18n/language.ts';
import { MenuApi } from '../../shared/menu/menu-api.ts';
import { MenuStore } from '../../shared/menu/menu-store.ts';

/** The menu as a file: export, and import with a preview of what it changes. */
@Component({
  selector: 'pl-menu-file-panel',
  templateUrl: './menu-file-panel.html',
  styleUrl: './menu-file-panel.css',
})
export class MenuFilePanel {
  readonly #api = inject(MenuApi);
  readonly #menu = inject(MenuStore);
  protected readonly dialog = inject(DialogRef);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly file = signal<File | undefined>(undefined);
  protected readonly preview = signal<MenuImport | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly done = signal(false);
  protected readonly isEmpty = computed(() => {
    const preview = this.preview();
    return preview !== undefined && preview.added.length + preview.changed.length === 0;
  });
  protected readonly canApply = computed(
    () => !this.busy() && this.preview()?.problems.length === 0 && !this.isEmpty() && !this.done(),
  );

  protected async export(type: 'csv' | 'json'): Promise<void> {
    await this.#try(async () => {
      if (type === 'csv') downloadFile(await firstValueFrom(this.#api.exportCsv()), 'text/csv', 'menu.csv');
      else {
        const file = JSON.stringify(await firstValueFrom(this.#api.exportJson()), null, 2);
        downloadFile(file, 'application/json', 'menu.json');
      }
    });
  }

  protected async choose(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    // The same file can be chosen again after it was mended.
    input.value = '';
    this.preview.set(undefined);
    this.done.set(false);
    this.file.set(file);
    if (file) await this.#try(async () => this.preview.set(await this.#send(file, true)));
  }

  protected async apply(): Promise<void> {
    const file = this.file();
    if (!file || !this.canApply()) return;
    await this.#try(async () => {
      const result = await this.#send(file, false);
      this.preview.set(result);
      this.done.set(result.applied);
      await this.#menu.load();
    });
  }

  protected where({ row, column }: ImportProblem): string {
    const words = this.t().menu.file;
    return [row === null ? words.wholeFile : words.row(this.formats.number(row)), column]
      .filter((it) => it !== null)
      .join(', ');
  }

  #send(file: File, dryRun: boolean): Promise<MenuImport> {
    // Systems know CSV by several names, or by none.
    const type = /\.json$/i.test(file.name) ? 'application/json' : 'text/csv';
    const body = new Blob([file], { type });
    return firstValueFrom(this.#api.import(body, dryRun, dryRun ? undefined : this.preview()?.basis));
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.trouble.set(undefined);
    try {
      await work();
    } catch (error) {
      this.trouble.set(errorMessage(error, this.t()));
    } finally {
      this.busy.set(false);
    }
  }
}
