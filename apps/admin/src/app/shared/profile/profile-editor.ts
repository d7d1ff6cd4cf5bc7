import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type TreeValidationResult, submit } from '@angular/forms/signals';
import type { Restaurant } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { problemOf, errorMessage } from '@passline/web/api/api-error.ts';
import { RestaurantsApi } from '../restaurant/restaurants-api.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { Prices } from '../../core/i18n/prices.ts';
import { Notices } from '../../core/notices/notices.ts';
import { ProfileFields } from './profile-fields.ts';
import { profileForm } from './profile-form.ts';
import { updateRequestOf, createRequestOf, rejectedFields } from './profile-draft.ts';
import { changesByOthers } from './changes-by-others.ts';
import { profileEditSession } from './profile-edit-session.ts';

/**
 * Edits a new or existing restaurant. It shows changes made by others and sends only what the user changed.
 */
@Component({
  selector: 'pl-profile-editor',
  imports: [ProfileFields],
  templateUrl: './profile-editor.html',
  styleUrl: './profile-editor.css',
})
export class ProfileEditor {
  /** The current version; undefined for a new restaurant. */
  readonly restaurant = input<Restaurant>();
  readonly saved = output<Restaurant>();

  readonly #api = inject(RestaurantsApi);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  readonly #injector = inject(Injector);
  readonly #text = profileEditSession(this.restaurant, inject(Prices));
  protected readonly t = inject(Language).messages;
  private readonly meanwhile = viewChild<ElementRef<HTMLElement>>('meanwhile');

  readonly dirty = this.#text.dirty;
  protected readonly saving = signal(false);
  protected readonly isNew = computed(() => this.restaurant() === undefined);
  readonly #isKnown = computed(() => !this.isNew());
  protected readonly form = profileForm(this.#text.draft, this.#isKnown, this.t);
  /** Changes by others. Hidden while saving, because the change may be our own. */
  protected readonly news = computed(() => {
    const theirs = this.#text.theirs();
    return theirs && !this.saving()
      ? changesByOthers(theirs, this.#text.overtaken(), this.t(), this.#formats)
      : [];
  });

  constructor() {
    effect(() => {
      this.#text.theirs();
      untracked(() => this.#text.follow());
    });
  }

  protected loadTheirs(): void {
    this.#text.loadTheirs();
    this.form().reset();
  }

  readonly #focusFirstError = firstErrorFocus();

  protected keepMine(): void {
    this.#text.keepMine();
    this.form().reset();
  }

  protected async save(): Promise<void> {
    if (this.saving() || (!this.isNew() && !this.dirty())) return;
    if (this.news().length === 0) await this.#submit();
    if (this.news().length > 0)
      afterNextRender(() => this.meanwhile()?.nativeElement.focus(), { injector: this.#injector });
  }

  async #submit(): Promise<void> {
    await submit(this.form, {
      action: async () => {
        this.saving.set(true);
        try {
          return await this.#try();
        } finally {
          this.saving.set(false);
        }
      },
    });
    this.#focusFirstError();
  }

  async #try(again = true): Promise<TreeValidationResult> {
    try {
      const answer = await this.#send();
      this.#text.receive(answer);
      this.#text.begin(answer);
      this.form().reset();
      this.saved.emit(answer);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      const base = this.#text.base();
      if (problem?.code !== 'version_conflict' || !base || !again) return this.#refused(error);
      return this.#lookAgain(base.id);
    }
  }

  async #lookAgain(id: string): Promise<TreeValidationResult> {
    try {
      this.#text.receive(await firstValueFrom(this.#api.get(id)));
    } catch (error) {
      return this.#refused(error);
    }
    this.#text.follow();
    // No field of this form changed: retry without asking.
    return this.#text.overtaken().length === 0 ? this.#try(false) : undefined;
  }

  #send(): Promise<Restaurant> {
    const base = this.#text.base();
    const draft = this.#text.draft();
    if (!base) return firstValueFrom(this.#api.add(createRequestOf(draft)));
    const change = updateRequestOf(base, draft);
    // Typed differently but equal.
    return change ? firstValueFrom(this.#api.change(base.id, change)) : Promise.resolve(base);
  }

  #refused(error: unknown): TreeValidationResult {
    const problem = problemOf(error);
    if (problem?.code === 'slug_taken')
      return { kind: 'refused', message: this.t().profile.slugTaken, fieldTree: this.form.slug };
    const fields = problem?.code === 'validation_failed' ? rejectedFields(problem) : [];
    if (fields.length === 0) this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    const { wrong } = this.t().profile;
    return fields.map((field) => ({ kind: 'refused', message: wrong[field], fieldTree: this.form[field] }));
  }
}
