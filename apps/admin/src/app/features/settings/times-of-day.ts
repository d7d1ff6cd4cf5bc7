import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  inject,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import type { OpenInterval } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { type HoursFaults, isOverMidnight, usualTime } from './hours-draft.ts';

const most = 6;
let lists = 0;

/** The times of one day, in which the restaurant is open. */
@Component({
  selector: 'pl-times-of-day',
  imports: [Icon],
  template: `
    @for (time of times(); track $index) {
      @let wrong = faults().get(path() + '.' + $index);
      <div class="time">
        <input
          #from
          class="entry numbers"
          type="time"
          [attr.aria-label]="t().hours.from(name())"
          [attr.aria-invalid]="wrong ? true : null"
          [attr.aria-describedby]="wrong ? id + $index : null"
          [value]="time.from"
          (input)="set($index, { from: from.value, to: to.value })"
        />
        <span aria-hidden="true">–</span>
        <input
          #to
          class="entry numbers"
          type="time"
          [attr.aria-label]="t().hours.to(name())"
          [attr.aria-invalid]="wrong ? true : null"
          [attr.aria-describedby]="wrong ? id + $index : null"
          [value]="time.to"
          (input)="set($index, { from: from.value, to: to.value })"
        />
        <button
          type="button"
          class="act plain"
          [attr.aria-label]="t().hours.removeTime(name(), time.from, time.to)"
          (click)="remove($index)"
        >
          <pl-icon name="cross" />
        </button>
        @if (isOverMidnight(time)) {
          <span class="hint">{{ t().hours.nextDay }}</span>
        }
        @if (wrong) {
          <span class="wrong" [id]="id + $index">{{ t().hours.wrong[wrong] }}</span>
        }
      </div>
    } @empty {
      <span class="closed">{{ t().hours.closed }}</span>
    }
    @if (times().length < most) {
      <button type="button" class="act plain" [attr.aria-label]="t().hours.addTimeOn(name())" (click)="add()">
        <pl-icon name="plus" /> {{ t().hours.addTime }}
      </button>
    }
  `,
  styles: `
    :host,
    .time {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--s2);
    }
    :host {
      gap: var(--s2) var(--s5);
    }
    .time .entry {
      inline-size: 7rem;
      padding-inline: var(--s3);
      text-align: center;
    }
    /* The field takes typed times; telephones open their own picker. Its clock would hide "PM". */
    .entry::-webkit-calendar-picker-indicator {
      display: none;
    }
    .wrong {
      flex-basis: 100%;
    }
    .closed,
    .hint {
      color: var(--ink-2);
    }
    .hint {
      font-size: var(--text-s);
    }
  `,
})
export class TimesOfDay {
  /** The name of the day, for screen readers. */
  readonly name = input.required<string>();
  readonly times = input.required<readonly OpenInterval[]>();
  /** Of this day within the form, for its faults. */
  readonly path = input.required<string>();
  readonly faults = input.required<HoursFaults>();
  readonly changed = output<OpenInterval[]>();
  /** On a busy device a second press comes before the first one is rendered, and must not undo it. */
  readonly #current = linkedSignal(() => this.times());

  protected readonly t = inject(Language).messages;
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #injector = inject(Injector);
  protected readonly isOverMidnight = isOverMidnight;
  protected readonly most = most;
  protected readonly id = `times-${++lists}-`;

  protected set(index: number, time: OpenInterval): void {
    this.#change(this.#current().map((it, i) => (i === index ? time : it)));
  }

  protected remove(index: number): void {
    this.#change(this.#current().filter((_, i) => i !== index));
    // The pressed button is gone, and the focus must not fall back to the page.
    const read = () => this.#host.querySelector<HTMLElement>(':scope > button')?.focus();
    afterNextRender({ read }, { injector: this.#injector });
  }

  /** After the last time of the day, or the usual one. */
  protected add(): void {
    const times = this.#current();
    this.#change([...times, times.length > 0 ? { from: '', to: '' } : usualTime]);
  }

  #change(times: OpenInterval[]): void {
    this.#current.set(times);
    this.changed.emit(times);
  }
}
