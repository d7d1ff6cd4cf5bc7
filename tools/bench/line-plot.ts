/** Draws lines as an SVG. Both axes are logarithmic, unless x is a time. */
export interface Line {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

interface Axes {
  x: string;
  y: string;
  time?: boolean;
}

const width = 640;
const height = 360;
const labelHeight = 13;
const margin = { left: 56, right: 88, top: 16, bottom: 40 };
const colours = ['#1b4965', '#bc4b51', '#5b8e7d', '#f4a259', '#7d5ba6', '#8cb369', '#333333', '#c08497'];

export function drawLines(lines: readonly Line[], axes: Axes): string {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))];
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const [lowest, highest] = [10 ** Math.floor(Math.log10(Math.min(...ys))), Math.max(...ys)];
  const xAxis = axes.time ? linear : logarithmic;
  const x = scale(xAxis, [Math.min(...xs), Math.max(...xs)], [margin.left, width - margin.right]);
  const y = scale(logarithmic, [lowest, highest], [height - margin.bottom, margin.top]);
  const ticks = [0.1, 1, 10, 100, 1_000, 10_000, 100_000].filter((at) => at >= lowest && at <= highest);
  const labels = apart(lines.map(({ points }) => y(points.at(-1)?.[1] ?? lowest)));
  const drawn = lines.map(({ name, points }, index) => {
    const last = points.at(-1);
    const colour = colours[index % colours.length] ?? 'black';
    if (!last) return '';
    return (
      `<polyline points="${points.map((point) => `${x(point[0])},${y(point[1])}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${x(last[0]) + 6}" y="${(labels[index] ?? 0) + 4}" fill="${colour}">${name}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...ticks.map(
      (at) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(at)}" y2="${y(at)}" stroke="#ddd"/>` +
        `<text x="${margin.left - 6}" y="${y(at) + 4}" text-anchor="end">${at}</text>`,
    ),
    ...few(xs).map(
      (at) => `<text x="${x(at)}" y="${height - margin.bottom + 18}" text-anchor="middle">${at}</text>`,
    ),
    `<text x="${width / 2}" y="${height - 6}" text-anchor="middle">${axes.x}</text>`,
    `<text x="14" y="${height / 2}" transform="rotate(-90 14 ${height / 2})" text-anchor="middle">${axes.y}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** The heights of labels, moved down where they would overlap. */
function apart(heights: readonly number[]): number[] {
  const moved = [...heights];
  let next = -Infinity;
  for (const index of heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))) {
    moved[index] = Math.max(heights[index] ?? 0, next);
    next = moved[index] + labelHeight;
  }
  return moved;
}

/** At most eight labels fit below the axis. */
const few = (values: readonly number[]) =>
  values.filter((_, at) => at % Math.ceil(values.length / 8) === 0 || at === values.length - 1);

const linear = (value: number) => value;
const logarithmic = (value: number) => Math.log(value);

function scale(
  on: (value: number) => number,
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  const span = on(to) - on(from) || 1;
  return (value) => Math.round((start + ((on(value) - on(from)) / span) * (end - start)) * 10) / 10;
}
