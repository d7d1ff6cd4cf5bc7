import { Component, computed, input } from '@angular/core';
import { encode } from 'uqr';

/** A QR code, drawn here: what it says is a secret and must not be sent to a service that draws it. */
@Component({
  selector: 'pl-qr-code',
  template: `
    <svg role="img" [attr.aria-label]="label()" [attr.viewBox]="'0 0 ' + size() + ' ' + size()">
      <path [attr.d]="path()" />
    </svg>
  `,
  styles: `
    /* Black on white in every theme, because cameras do not read it the other way round. */
    svg {
      display: block;
      inline-size: 12rem;
      max-inline-size: 100%;
      border-radius: var(--radius);
      background: white;
      shape-rendering: crispEdges;
    }
    path {
      fill: black;
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  readonly label = input.required<string>();

  readonly #matrix = computed(() => encode(this.text(), { border: 4 }));
  protected readonly size = computed(() => this.#matrix().size);
  protected readonly path = computed(() =>
    this.#matrix()
      .data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join(''),
  );
}
