import { Component, computed, input } from '@angular/core';

const width = 240;
const height = 56;

/** A live value with its last minutes as a line. */
@Component({
  selector: 'pl-sparkline',
  template: `
    <h2>{{ label() }}</h2>
    <p class="numbers">
      <strong>{{ now() }}</strong> {{ unit() }}
    </p>
    <svg [attr.viewBox]="'0 0 ' + width + ' ' + height" preserveAspectRatio="none" aria-hidden="true">
      <path class="ground" [attr.d]="'M0 ' + (height - 0.5) + 'H' + width" />
      <path class="line" [attr.d]="path()" />
    </svg>
    <p class="range numbers">{{ range() }}</p>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-rows: auto 1fr auto auto;
      gap: var(--s1);
      min-inline-size: 0;
      padding: var(--s4);
      border: var(--stroke) solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
    }
    h2 {
      color: var(--ink-2);
      font-size: var(--text-s);
      font-weight: 500;
      letter-spacing: 0;
    }
    p {
      color: var(--ink-2);
      font-size: var(--text-s);
    }
    strong {
      color: var(--ink);
      font-size: var(--text-xl);
      font-weight: 680;
      letter-spacing: -0.02em;
      line-height: 1.1;
    }
    svg {
      inline-size: 100%;
      block-size: 3.5rem;
      margin-block: var(--s2) 0;
      overflow: visible;
    }
    path {
      fill: none;
      vector-effect: non-scaling-stroke;
    }
    .ground {
      stroke: var(--line);
    }
    .line {
      stroke: var(--ink);
      stroke-width: 1.75;
      stroke-linejoin: round;
    }
    .range {
      color: var(--ink-3);
      font-size: var(--text-xs);
    }
  `,
})
export class Sparkline {
  readonly label = input.required<string>();
  readonly values = input.required<readonly number[]>();
  /** The number of values of a full line; it grows from the right. */
  readonly most = input.required<number>();
  readonly now = input.required<string>();
  readonly unit = input('');
  readonly range = input('');

  protected readonly width = width;
  protected readonly height = height;
  protected readonly path = computed(() => sparklinePath(this.values(), this.most(), width, height));
}

/** Scaled from zero to the maximum: otherwise noise would fill the box. */
export function sparklinePath(values: readonly number[], most: number, wide: number, high: number): string {
  const top = Math.max(1, ...values) * 1.1;
  const step = wide / Math.max(1, most - 1);
  const start = wide - step * (values.length - 1);
  return values
    .map((value, at) => {
      const x = (start + at * step).toFixed(1);
      const y = (high - 1 - (value / top) * (high - 2)).toFixed(1);
      return `${at === 0 ? 'M' : 'L'}${x} ${y}`;
    })
    .join('');
}
