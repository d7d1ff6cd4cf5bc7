/**
 * Half an hour of whole orders at a steady rate: memory, handles, event-loop lag, logs and files. All but the files must
 * stay flat; the store grows with its orders.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { drawLines } from './line-plot.ts';
import { sum } from './measure.ts';
import { Rush } from './nodes-rush.ts';
import type { Report } from './report.ts';
import { type Server, startServer } from './server.ts';

/** About 60 % of what two cores can do when the load runs on them too. */
const commandsPerSecond = 60;
const gauges = {
  'resident memory, MiB': 'process_resident_memory_bytes',
  'heap, MiB': 'nodejs_heap_size_used_bytes',
  handles: 'nodejs_active_handles_total',
  'event-loop lag p99, ms': 'nodejs_eventloop_lag_p99_seconds',
} as const;
const mebibyte = 1024 * 1024;
const scales: Record<string, number> = { bytes: 1 / mebibyte, seconds: 1_000, total: 1 };

type Sample = Record<string, number>;

export async function endurance(quick: boolean): Promise<Report> {
  const [seconds, everySeconds] = quick ? [60, 2] : [1_800, 15];
  const server = await startServer();
  const samples: Sample[] = [];
  try {
    const rush = await Rush.at({ servers: [server], restaurants: 1, stop: () => server.stop() });
    await rush.round(commandsPerSecond, quick ? 10 : 120);
    const sampling = setInterval(
      () => void look(server).then((sample) => samples.push(sample)),
      everySeconds * 1_000,
    );
    const round = await rush.round(commandsPerSecond, seconds);
    clearInterval(sampling);
    rush.close();
    if (round.inversions + round.gaps + round.missing > 0)
      throw new Error(`events were lost or out of order: ${JSON.stringify(round)}`);
  } finally {
    await server.stop();
  }
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const [early, late] = [samples.slice(0, fifth), samples.slice(-fifth)];
  const names = Object.keys(samples[0] ?? {});
  return {
    columns: ['', 'first fifth', 'last fifth', 'ratio'],
    rows: names.map((name) => {
      const [before, after] = [mean(early, name), mean(late, name)];
      return [name, before, after, after / before];
    }),
    plots: {
      'endurance.svg': drawLines(
        names.map((name) => ({
          name,
          points: samples.map(
            (sample, at) => [(at + 1) * everySeconds, Math.max(0.1, sample[name] ?? 0)] as const,
          ),
        })),
        { x: 'seconds', y: '', time: true },
      ),
    },
  };
}

const mean = (samples: readonly Sample[], name: string) =>
  sum(samples.map((sample) => sample[name] ?? 0)) / samples.length;

async function look({ url, pid, dataDir, output }: Server): Promise<Sample> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const gauge = (name: string) => {
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics) ?? [];
    return Number(value) * (scales[name.split('_').at(-1) ?? ''] ?? 1);
  };
  // The store maps its file into memory. Those pages count as resident, but the system takes them back when it needs them.
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, own] = /^RssAnon:\s+(\d+) kB$/m.exec(status) ?? [];
  return {
    'memory without the mapped file, MiB': Number(own) / 1024,
    ...Object.fromEntries(Object.entries(gauges).map(([what, name]) => [what, gauge(name)])),
    'log, KiB': output().length / 1024,
    'files, MiB': (await sizeOf(dataDir)) / mebibyte,
  };
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sum(sizes);
}
