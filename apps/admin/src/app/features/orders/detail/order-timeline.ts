import { Component, computed, inject, input, model } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { EMPTY, interval, switchMap } from 'rxjs';
import { signal } from '@angular/core';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import type { HistoryEntry } from './order-history.ts';

const beat = 900;

/** The history with replay. */
@Component({
  selector: 'pl-order-timeline',
  imports: [Icon],
  template: `
    <div class="replay">
      <button
        type="button"
        class="act"
        [attr.aria-label]="playing() ? t().history.pause : t().history.replay"
        (click)="play()"
      >
        <pl-icon [name]="playing() ? 'pause' : 'play'" />
      </button>
      <input
        #range
        type="range"
        min="0"
        [max]="entries().length - 1"
        [value]="place()"
        [attr.aria-label]="t().history.step"
        [attr.aria-valuetext]="entries()[place()]?.what"
        (input)="step(range.valueAsNumber)"
      />
      @if (at() !== undefined) {
        <button type="button" class="act plain" (click)="at.set(undefined)">{{ t().history.now }}</button>
      }
    </div>
    <ol>
      @for (entry of entries(); track $index) {
        <li [class.future]="$index > place()" [attr.aria-current]="$index === place() ? 'step' : null">
          <time class="numbers">{{ formats.clock(entry.at) }}</time>
          <span
            >{{ entry.what }} <small>{{ entry.who }}</small></span
          >
        </li>
      }
    </ol>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s3);
    }
    .replay {
      display: flex;
      align-items: center;
      gap: var(--s3);
    }
    input {
      flex: 1;
      min-inline-size: 0;
      min-block-size: var(--touch);
    }
    li {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      gap: var(--s3);
      padding-block: var(--s2);
      border-block-start: var(--stroke) solid var(--line);
    }
    li[aria-current] {
      font-weight: 650;
    }
    .future {
      text-decoration: line-through;
      text-decoration-color: var(--ink-3);
    }
    time,
    small {
      color: var(--ink-3);
      font-size: var(--text-s);
      font-weight: 400;
    }
    small {
      display: block;
    }
  `,
})
export class OrderTimeline {
  readonly entries = input.required<readonly HistoryEntry[]>();
  /** The selected step; undefined for the current state. */
  readonly at = model<number>();
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly playing = signal(false);
  protected readonly place = computed(() => this.at() ?? this.entries().length - 1);

  constructor() {
    toObservable(this.playing)
      .pipe(
        switchMap((playing) => (playing ? interval(beat) : EMPTY)),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        this.step(this.place() + 1);
        if (this.at() === undefined) this.playing.set(false);
      });
  }

  protected play(): void {
    if (!this.playing() && this.at() === undefined) this.at.set(0);
    this.playing.update((playing) => !playing);
  }

  protected step(to: number): void {
    this.at.set(to >= this.entries().length - 1 ? undefined : to);
  }
}
