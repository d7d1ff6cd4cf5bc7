import {
  Component,
  DestroyRef,
  ElementRef,
  afterNextRender,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { BarChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartOptions } from './chart-options.ts';

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

/** A chart. Screen readers are pointed to the table beside it. */
@Component({
  selector: 'pl-chart',
  template: '',
  styles: `
    :host {
      display: block;
      min-inline-size: 0;
    }
  `,
  host: { role: 'img', '[attr.aria-label]': 'label()' },
})
export class Chart {
  readonly drawing = input.required<ChartOptions>();
  readonly label = input.required<string>();
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #chart = signal<ECharts | undefined>(undefined);

  constructor() {
    const destroyed = inject(DestroyRef);
    const animation = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    afterNextRender(() => {
      const chart = init(this.#host, null, { renderer: 'svg' });
      const size = new ResizeObserver(() => chart.resize());
      size.observe(this.#host);
      destroyed.onDestroy(() => {
        size.disconnect();
        chart.dispose();
      });
      this.#chart.set(chart);
    });
    effect(() => {
      this.#chart()?.setOption({ animation, animationDuration: 180, ...this.drawing() }, { notMerge: true });
    });
  }
}
