/** Draws the lag as an SVG: one line per setup, p95 by rate of commands, both axes logarithmic. */
interface Point {
  setup: string;
  rate: number;
  lagMs: { p95: number };
}

const width = 640;
const height = 360;
const margin = { left: 56, right: 72, top: 16, bottom: 40 };
const colours = ['#1b4965', '#bc4b51', '#5b8e7d', '#f4a259', '#7d5ba6', '#8cb369', '#333333', '#c08497'];

export function drawLag(points: readonly Point[]): string {
  const setups = [...new Set(points.map(({ setup }) => setup))];
  const rates = points.map(({ rate }) => rate);
  const x = scale(Math.min(...rates), Math.max(...rates), margin.left, width - margin.right);
  const highest = Math.max(100, ...points.map(({ lagMs }) => lagMs.p95));
  const y = scale(1, highest, height - margin.bottom, margin.top);
  const ticks = [1, 10, 100, 1_000, 10_000, 100_000].filter((ms) => ms <= highest);
  const lines = setups.map((setup, index) => {
    const mine = points.filter((point) => point.setup === setup);
    const path = mine.map(({ rate, lagMs }) => `${x(rate)},${y(Math.max(1, lagMs.p95))}`).join(' ');
    const last = mine.at(-1);
    const colour = colours[index % colours.length] ?? 'black';
    if (!last) return '';
    return (
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${x(last.rate) + 6}" y="${y(Math.max(1, last.lagMs.p95)) + 4}" fill="${colour}">${setup}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...ticks.map(
      (ms) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(ms)}" y2="${y(ms)}" stroke="#ddd"/>` +
        `<text x="${margin.left - 6}" y="${y(ms) + 4}" text-anchor="end">${ms}</text>`,
    ),
    ...[...new Set(rates)].map(
      (rate) => `<text x="${x(rate)}" y="${height - margin.bottom + 18}" text-anchor="middle">${rate}</text>`,
    ),
    `<text x="${width / 2}" y="${height - 6}" text-anchor="middle">commands per second</text>`,
    `<text x="14" y="${height / 2}" transform="rotate(-90 14 ${height / 2})" text-anchor="middle">lag p95, ms</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to) - Math.log(from) || 1;
  return (value) =>
    Math.round((start + ((Math.log(value) - Math.log(from)) / span) * (end - start)) * 10) / 10;
}
