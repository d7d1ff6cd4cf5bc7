import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';

export interface CategoryNameQuestion {
  /** The category to rename; none for a new one. */
  from?: string;
  taken: readonly string[];
}

/** Asks for a category name and says beforehand what it will do. */
@Component({
  selector: 'pl-category-name-panel',
  template: `
    <form class="panel" (submit)="$event.preventDefault(); save()">
      <h2 id="panel-title">
        {{ naming.from ? t().menu.naming.rename(naming.from) : t().menu.naming.create }}
      </h2>
      <div class="field">
        <label for="category-name">{{ t().menu.naming.name }}</label>
        <input
          #words
          id="category-name"
          class="entry"
          maxlength="120"
          autocomplete="off"
          aria-describedby="category-hint"
          [value]="name()"
          (input)="name.set(words.value)"
        />
        <span class="hint" id="category-hint">{{ hint() }}</span>
      </div>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().menu.naming.cancel }}</button>
        <button type="submit" class="act primary" [disabled]="!name().trim()">
          {{ naming.from ? t().menu.naming.save : t().menu.naming.go }}
        </button>
      </div>
    </form>
  `,
})
export class CategoryNamePanel {
  protected readonly naming = inject<CategoryNameQuestion>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<string>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly name = signal(this.naming.from ?? '');
  protected readonly hint = computed(() => {
    const name = this.name().trim();
    if (this.naming.from && name !== this.naming.from && this.naming.taken.includes(name))
      return this.t().menu.naming.joins(name);
    return this.naming.from ? '' : this.t().menu.naming.starts;
  });

  protected save(): void {
    const name = this.name().trim();
    if (name) this.dialog.close(name);
  }
}
