/** What a bench has measured, as it is printed and as docs/benchmarks.md shows it. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { format } from 'prettier';

export interface Report {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  /** SVG files for docs/pictures, by file name. */
  plots?: Readonly<Record<string, string>>;
}

const page = new URL('../../docs/benchmarks.md', import.meta.url);
const pictures = new URL('../../docs/pictures/', import.meta.url);

/** Few digits, because the next run differs in the third one. */
export function shown(value: string | number): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return 'none';
  const digits = Math.abs(value) >= 20 || Number.isInteger(value) ? 0 : Math.abs(value) >= 2 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

export function table({ columns, rows }: Report): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const alignment = columns.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(columns), line(alignment), ...rows.map((row) => line(row.map(shown)))].join('\n');
}

/** Without the date and the commit, a figure cannot be compared with the code that it belongs to. */
export function circumstances(quick: boolean): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const commit = git('rev-parse', '--short', 'HEAD');
  // What the run before this one published is no change of the code.
  const changed =
    git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!docs') === ''
      ? ''
      : ' with local changes';
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0] ?? 0;
  return `${date}, commit ${commit}${changed}, Node ${process.versions.node}, ${availableParallelism()} cores, load average ${load.toFixed(1)} before${quick ? ', short run' : ''}`;
}

/** Replaces what stands between the markers of this bench in docs/benchmarks.md. */
export async function publish(name: string, report: Report, measuredOn: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- end:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks the markers ${begin} and ${end}`);
  const plots = Object.entries(report.plots ?? {});
  for (const [file, svg] of plots) await writeFile(new URL(file, pictures), svg);
  const images = plots.map(
    ([file]) => `![${file.replace('.svg', '').replaceAll('-', ' ')}](pictures/${file})`,
  );
  const section = [begin, `Measured on ${measuredOn}.`, table(report), ...images, end].join('\n\n');
  const whole = text.slice(0, from) + section + text.slice(to + end.length);
  await writeFile(page, await format(whole, { parser: 'markdown', printWidth: 110 }));
}
