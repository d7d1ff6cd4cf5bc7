import { Component, computed, inject, signal } from '@angular/core';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Language } from '../../../core/i18n/language.ts';
import { OpenJobs } from '../../../shared/jobs/open-jobs.ts';
import { JobCard } from './job-card.ts';

/** The open jobs, to accept or decline. */
@Component({
  selector: 'pl-job-cards',
  imports: [JobCard],
  template: `
    @if (failure(); as sentence) {
      <p class="failure" role="alert">{{ sentence }}</p>
    }
    <p class="unseen" role="alert">{{ gone() }}</p>
    @for (job of open.jobs(); track job.orderId) {
      <pl-job-card
        [job]="job"
        [isAccepting]="open.accepting() === job.orderId"
        (accepted)="try(open.accept(job.orderId))"
        (declined)="try(open.decline(job.orderId))"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s4);
    }
    .failure {
      padding: var(--s3) var(--s4);
      border-radius: var(--radius);
      background: var(--late-wash);
      color: var(--late);
      font-weight: 520;
    }
  `,
})
export class JobCards {
  protected readonly open = inject(OpenJobs);
  protected readonly t = inject(Language).messages;
  readonly #failure = signal<unknown>(undefined);
  protected readonly failure = computed(() => {
    const failure = this.#failure();
    return failure === undefined ? undefined : errorMessage(failure, this.t());
  });
  protected readonly gone = computed(() =>
    this.open.jobs()?.some(({ isGone }) => isGone) ? this.t().jobs.gone : '',
  );

  protected async try(work: Promise<void>): Promise<void> {
    this.#failure.set(undefined);
    try {
      await work;
    } catch (error) {
      this.#failure.set(error);
    }
  }
}
