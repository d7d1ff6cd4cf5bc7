import { Component, computed, inject } from '@angular/core';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Duty } from '../../../shared/duty/duty.ts';
import { OpenJobs } from '../../../shared/jobs/open-jobs.ts';
import { OwnPosition } from '../../../shared/position/own-position.ts';
import { JobCards } from './job-cards.ts';

/** The jobs near by, or why there are none. */
@Component({
  selector: 'pl-job-list',
  imports: [EmptyState, ErrorState, Icon, JobCards, Skeleton],
  template: `
    @if (duty.courier(); as courier) {
      @if (courier.status === 'offline') {
        <pl-empty-state [title]="t().duty.offTitle" [text]="t().duty.offText" />
      } @else if (courier.status === 'busy' && !courier.currentOrder) {
        <pl-empty-state [title]="t().duty.busyTitle" [text]="t().duty.busyText" />
      } @else {
        <h2>{{ t().jobs.title }}</h2>
        @if (hint(); as sentence) {
          <p class="hint"><pl-icon name="pin" /> {{ sentence }}</p>
        }
        @if (open.jobs(); as jobs) {
          <pl-job-cards />
          @if (jobs.length === 0) {
            <pl-empty-state [title]="t().jobs.none.title" [text]="t().jobs.none.text" />
          }
        } @else if (open.failure(); as error) {
          <pl-error-state [error]="error" (again)="open.look()" />
        } @else {
          <pl-skeleton [rows]="3" />
        }
      }
    } @else if (duty.failure(); as error) {
      <pl-error-state [error]="error" (again)="duty.look()" />
    } @else {
      <pl-skeleton [rows]="3" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s4);
    }
    h2 {
      font-size: var(--text-l);
    }
    .hint {
      display: flex;
      gap: var(--s3);
      padding: var(--s3) var(--s4);
      border-radius: var(--radius);
      background: var(--due-wash);
      color: var(--due);
      font-weight: 520;
    }
  `,
})
export class JobList {
  readonly #position = inject(OwnPosition).state;
  protected readonly duty = inject(Duty);
  protected readonly open = inject(OpenJobs);
  protected readonly t = inject(Language).messages;
  protected readonly hint = computed(() => {
    const { position } = this.t().duty;
    const state = this.#position();
    return state === 'off' || state === 'shared' ? undefined : position[state];
  });
}
