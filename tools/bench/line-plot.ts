/** Draws lines as an SVG with two logarithmic axes. */
export interface Line {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

interface Labels {
  x: string;
  y: string;
}

const width = 640;
const height = 360;
const margin = { left: 56, right: 88, top: 16, bottom: 40 };
const colours = ['#1b4965', '#bc4b51', '#5b8e7d', '#f4a259', '#7d5ba6', '#8cb369', '#333333', '#c08497'];

export function drawLines(lines: readonly Line[], labels: Labels): string {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))];
  const ys = lines.flatMap(({ points }) => points.map(([, y]) => y));
  const [lowest, highest] = [10 ** Math.floor(Math.log10(Math.min(...ys))), Math.max(...ys)];
  const x = scale(Math.min(...xs), Math.max(...xs), margin.left, width - margin.right);
  const y = scale(lowest, highest, height - margin.bottom, margin.top);
  const ticks = [0.1, 1, 10, 100, 1_000, 10_000, 100_000].filter((at) => at >= lowest && at <= highest);
  const drawn = lines.map(({ name, points }, index) => {
    const last = points.at(-1);
    const colour = colours[index % colours.length] ?? 'black';
    if (!last) return '';
    return (
      `<polyline points="${points.map((point) => `${x(point[0])},${y(point[1])}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${x(last[0]) + 6}" y="${y(last[1]) + 4}" fill="${colour}">${name}</text>`
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
    ...xs.map(
      (at) => `<text x="${x(at)}" y="${height - margin.bottom + 18}" text-anchor="middle">${at}</text>`,
    ),
    `<text x="${width / 2}" y="${height - 6}" text-anchor="middle">${labels.x}</text>`,
    `<text x="14" y="${height / 2}" transform="rotate(-90 14 ${height / 2})" text-anchor="middle">${labels.y}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to) - Math.log(from) || 1;
  return (value) =>
    Math.round((start + ((Math.log(value) - Math.log(from)) / span) * (end - start)) * 10) / 10;
}
