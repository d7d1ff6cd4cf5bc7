import { Component } from '@angular/core';

/** The logo. */
@Component({
  selector: 'pl-logo',
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path class="rail" d="M3 9h26" />
      <path class="ticket" d="M10 7h12v19.5l-3-2.2-3 2.2-3-2.2-3 2.2z" />
      <path class="line" d="M13.5 13.5h5M13.5 17.5h5" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    svg {
      inline-size: var(--mark, 2rem);
      block-size: var(--mark, 2rem);
    }
    path {
      fill: none;
      stroke-width: 2.2;
      stroke-linecap: round;
    }
    .rail {
      stroke: var(--ink-3);
    }
    .ticket {
      fill: var(--ink);
    }
    .line {
      stroke: var(--paper);
    }
  `,
})
export class Logo {}
