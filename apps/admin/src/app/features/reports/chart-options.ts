import type { BarSeriesOption } from 'echarts/charts';
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

export type ChartOptions = ComposeOption<BarSeriesOption | GridComponentOption | TooltipComponentOption>;

/** One bar: label, length and tooltip. */
export interface Bar {
  name: string;
  value: number;
  words: string;
}

/**
 * Colours are CSS tokens, so charts follow the theme without being redrawn. Only the text is highlighted on
 * hover.
 */
/** Set explicitly, because widths are measured before the font is inherited. */
const fontFamily = "'Inter', system-ui, sans-serif";
const ink = 'var(--ink)';
const quiet = 'var(--edge)';
const line = 'var(--line)';
const small = { color: 'var(--ink-2)', fontSize: 13 };
const still = { emphasis: { disabled: true } } as const;

const tooltip = (words: (place: number) => string): TooltipComponentOption => ({
  trigger: 'axis',
  axisPointer: { type: 'shadow', shadowStyle: { color: 'var(--hover)', opacity: 1 } },
  backgroundColor: 'var(--raised)',
  borderColor: line,
  textStyle: { color: ink, fontSize: 15 },
  transitionDuration: 0,
  formatter: (points) => {
    const [point] = Array.isArray(points) ? points : [points];
    const text = document.createElement('span');
    text.textContent = words(point?.dataIndex ?? 0);
    return text;
  },
});

/** A column chart over time, with as many labels as fit. `axis` writes the numbers of the value axis. */
export const columnChart = (
  bars: readonly Bar[],
  strong: boolean,
  axis: (value: number) => string,
): ChartOptions => ({
  textStyle: { fontFamily },
  grid: { left: 0, right: 0, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  tooltip: tooltip((place) => `${bars[place]?.name ?? ''}: ${bars[place]?.words ?? ''}`),
  xAxis: {
    type: 'category',
    data: bars.map(({ name }) => name),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: quiet } },
    axisLabel: {
      ...small,
      hideOverlap: true,
      // Labels wider than their bars would overflow at the ends.
      ...(bars.length > 12 && { alignMinLabel: 'left', alignMaxLabel: 'right' }),
    },
  },
  yAxis: {
    type: 'value',
    minInterval: 1,
    splitNumber: 3,
    axisLabel: { ...small, formatter: axis },
    splitLine: { lineStyle: { color: line } },
  },
  series: [
    {
      type: 'bar',
      barMaxWidth: 36,
      barCategoryGap: '24%',
      itemStyle: { color: strong ? ink : quiet, borderRadius: [3, 3, 0, 0] },
      data: bars.map(({ value }) => value),
      ...still,
    },
  ],
});

/** The label axis of horizontal bars. */
const names = (bars: readonly Bar[], width: number) => ({
  type: 'category' as const,
  inverse: true,
  data: bars.map(({ name }) => name),
  axisTick: { show: false },
  axisLine: { show: false },
  axisLabel: { ...small, color: ink, width, overflow: 'truncate' as const },
});

/** A horizontal bar chart. */
export const barChart = (bars: readonly Bar[], narrow: boolean): ChartOptions => ({
  textStyle: { fontFamily },
  grid: { left: 0, right: 44, top: 0, bottom: 0, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  xAxis: { type: 'value', show: false, max: 'dataMax' },
  yAxis: names(bars, narrow ? 160 : 220),
  series: [
    {
      type: 'bar',
      barWidth: 18,
      itemStyle: { color: quiet, borderRadius: 3 },
      label: {
        show: true,
        position: 'right',
        ...small,
        color: ink,
        formatter: ({ dataIndex }) => bars[dataIndex]?.words ?? '',
      },
      data: bars.map(({ value }) => value),
      ...still,
    },
  ],
});

export interface DurationRange extends Bar {
  /** The 90th percentile. */
  most: number;
}

/** Round minutes with few enough ticks. */
function scale(bars: readonly DurationRange[], narrow: boolean): { interval: number; max: number } {
  const longest = Math.max(60, ...bars.map(({ most }) => most)) / 60;
  const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 240];
  const step = steps.find((it) => longest / it <= (narrow ? 3 : 6)) ?? 480;
  return { interval: step * 60, max: Math.ceil(longest / step) * step * 60 };
}

/** Durations: median in the dark part, 90th percentile as the whole. */
export const durationChart = (
  bars: readonly DurationRange[],
  minutes: (seconds: number) => string,
  narrow: boolean,
): ChartOptions => ({
  textStyle: { fontFamily },
  grid: { left: 0, right: 28, top: 0, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  tooltip: tooltip((place) => `${bars[place]?.name ?? ''}: ${bars[place]?.words ?? ''}`),
  xAxis: {
    type: 'value',
    axisLabel: { ...small, formatter: minutes, hideOverlap: true },
    ...scale(bars, narrow),
    splitLine: { lineStyle: { color: line } },
  },
  yAxis: names(bars, narrow ? 130 : 180),
  series: [
    {
      type: 'bar',
      barWidth: 18,
      barGap: '-100%',
      itemStyle: { color: line, borderRadius: 3 },
      data: bars.map(({ most }) => most),
      ...still,
    },
    {
      type: 'bar',
      barWidth: 18,
      itemStyle: { color: ink, borderRadius: 3 },
      data: bars.map(({ value }) => value),
      ...still,
    },
  ],
});

/** Kept and broken promises. The only bar that may be red. */
export const kept = (good: Bar, bad: Bar): ChartOptions => ({
  textStyle: { fontFamily },
  grid: { left: 0, right: 0, top: 0, bottom: 0 },
  tooltip: tooltip(() => `${good.name}: ${good.words}. ${bad.name}: ${bad.words}.`),
  xAxis: { type: 'value', show: false, max: 'dataMax' },
  yAxis: { type: 'category', show: false, data: [''] },
  series: [
    { type: 'bar', stack: 'all', barWidth: 28, itemStyle: { color: ink }, data: [good.value], ...still },
    {
      type: 'bar',
      stack: 'all',
      barWidth: 28,
      itemStyle: { color: 'var(--late)' },
      data: [bad.value],
      ...still,
    },
  ],
});
