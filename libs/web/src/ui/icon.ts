import { Component, computed, input } from '@angular/core';

/** 24 by 24, stroke 1.75. */
const paths = {
  ticket: 'M6 3.5h12V21l-3-2-3 2-3-2-3 2zM9.5 8.5h5M9.5 12.5h5',
  menu: 'M5 4.5h10.5a2 2 0 0 1 2 2v13H7a2 2 0 0 1-2-2zM9 9h5M9 12.5h5M17.5 8H19v11.5h-1.5',
  house:
    'M4 10 5.5 4.5h13L20 10M4 10a2.67 2.67 0 0 0 5.33 0 2.67 2.67 0 0 0 5.34 0A2.67 2.67 0 0 0 20 10M5.5 12.5v7h13v-7M10 19.5v-4h4v4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 14.3a6.5 6.5 0 0 1 3 5.7',
  person: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  down: 'M6 9.5l6 6 6-6',
  cross: 'M6 6l12 12M18 6 6 18',
  basket: 'M3.5 9.5h17l-1.8 10H5.3zM8 9.5l3-5.5M16 9.5l-3-5.5M9.5 13v3.5M14.5 13v3.5',
  pin: 'M12 21c-4-4.6-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6.4-6 11zM12 12a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  eyeClosed: 'M3 9.5c1.6 2.7 4.8 5 9 5s7.4-2.3 9-5M12 14.5v3.5M6.5 13l-2 3M17.5 13l2 3',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  leave: 'M14 4.5H6.5a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3l1.8 1.8M16.9 16.9l1.8 1.8M5.3 18.7l1.8-1.8M16.9 7.1l1.8-1.8',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  contrast: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 3.5v17M12 7.5l5.5-1M12 12h8.5M12 16.5l5.5 1',
  noNetwork:
    'M3 3l18 18M8.5 15.5a5 5 0 0 1 6-.6M5 12a10 10 0 0 1 4.5-2.6M2 8.5a14.6 14.6 0 0 1 4.2-2.7M11 5a14.6 14.6 0 0 1 11 3.5M15.5 9.8a10 10 0 0 1 3.5 2.2M12 19.5h.01',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5',
  chart: 'M4 20h16M6.5 20v-6M11 20V7M15.5 20v-9M20 20V4',
  dials: 'M4 7h8M16 7h4M14 9.5v-5M4 17h3M11 17h9M9 19.5v-5M4 12h12M18 14.5v-5',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 2H5zM10 21.2h4M12 3.2v2.3',
  bellOff: 'M6.5 16.5V11a5.5 5.5 0 0 1 8.3-4.7M17.5 11v5.5l1.5 2H7.5M10 21.2h4M3.5 3.5l17 17',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  print: 'M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6.5H7z',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8 14h8',
  chat: 'M4 5h16v11H10l-4.5 4v-4H4z',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  play: 'M8 5.5v13l10-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2',
  filter: 'M4 6h16M7 12h10M10 18h4',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  courier:
    'M6 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM18 19a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 16h6l3-6h-4M14 6.5h2.5L18 13',
  up: 'M6 14.5l6-6 6 6',
  plus: 'M12 5v14M5 12h14',
  pen: 'M4.5 19.5l.8-4L15.8 5a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.5 18.7zM14 6.8l3.2 3.2',
  bin: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 13h8.4L17 7M10.2 10.5v6M13.8 10.5v6',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  inbox: 'M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h4.5l1.2 2.5h4.6l1.2-2.5H20',
  pulse: 'M3 12h4l2.5-6.5 5 13L17 12h4',
  parked: 'M5 4.5h14v15H5zM10 16.5v-9h2.8a2.6 2.6 0 0 1 0 5.2H10',
  team: 'M8.5 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM16.5 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 19a6 6 0 0 1 12 0M15.5 14.2a5 5 0 0 1 6 4.8',
  key: 'M14.5 13.5a5 5 0 1 0-4-4L3.5 16.5v4h4v-3h3v-3z M15.8 8.2h.01',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  out: 'M13.5 4.5h6v6M19.5 4.5 11 13M10 6H5v13h13v-5',
  home: 'M4 11.5 12 4.5l8 7V20H4zM10 20v-5h4v5',
  minus: 'M5 12h14',
  frame: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M12 12h.01',
  announce: 'M4 10v4h3.5l8 4.5v-13l-8 4.5zM18.5 9.5a3.5 3.5 0 0 1 0 5',
  phone:
    'M6 4h3.5l1.5 4.5-2 1.5a11 11 0 0 0 5 5l1.5-2 4.5 1.5V18a2 2 0 0 1-2 2A14.5 14.5 0 0 1 4 6a2 2 0 0 1 2-2z',
  tag: 'M4 4h8l8.5 8.5-8 8L4 12zM8.5 8.5h.01',
  trail:
    'M6 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 19.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 8.5v7M11 6.5h9M11 12h6M11 17.5h9',
  trouble: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01',
} as const;

export type IconName = keyof typeof paths;

/** For code without a template. Contains no external input. */
export const drawingOf = (name: IconName): string =>
  `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${paths[name]}" /></svg>`;

/** Hidden from screen readers: always needs text beside it. */
@Component({
  selector: 'pl-icon',
  template: `<svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      inline-size: var(--icon, 1.5rem);
      block-size: var(--icon, 1.5rem);
    }
    path {
      fill: none;
      stroke: currentColor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => paths[this.name()]);
}
