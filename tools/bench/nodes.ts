/**
 * Measures how long events take to reach consoles when several nodes share one store: commands (place, promise, prepare,
 * ready, deliver) at given rates and six consoles for each restaurant, all spread over the nodes. Lag counts from the
 * time of an event, which is taken before its order is written, to its arrival at each console. Every console checks its
 * sequence for inversions and gaps.
 *
 *   node tools/bench/nodes.ts [--setups 1,2,2r,3,3r,w2,w3] [--rates 20,40,70,100] [--seconds 10]
 *                             [--restaurants 1] [--delay ms] [--build folder] [--json file] [--svg file]
 *
 * A setup is a number of nodes, with `r` for Redis between them, or `w` with a number of workers on one machine.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawLines } from './line-plot.ts';
import { openSetup, type Setup } from './nodes-setup.ts';
import { Rush, type Round } from './nodes-rush.ts';

const { values } = parseArgs({
  options: {
    setups: { type: 'string', default: '1,2,2r,3,3r,w2,w3' },
    rates: { type: 'string', default: '20,40,70,100' },
    seconds: { type: 'string', default: '10' },
    restaurants: { type: 'string', default: '1' },
    delay: { type: 'string', default: '0' },
    build: { type: 'string', default: '.' },
    json: { type: 'string' },
    svg: { type: 'string' },
  },
});

export interface Row extends Round {
  setup: string;
}

const rows: Row[] = [];
let opened: Setup | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.resolve(opened?.stop()).finally(() => process.exit(1)));
}
for (const setup of values.setups.split(',')) {
  opened = await openSetup(setup, {
    build: values.build,
    delayMs: Number(values.delay),
    restaurants: Number(values.restaurants),
  });
  try {
    const rush = await Rush.at(opened);
    // Each node needs as many commands as the only one would, until its code is compiled.
    await rush.round(70, 45 * nodesOf(setup));
    for (const rate of values.rates.split(',').map(Number)) {
      const round = await rush.round(rate, Number(values.seconds));
      rows.push({ setup, ...round });
      console.log(JSON.stringify({ setup, ...round }));
      // Higher rates than the saturation give no further information.
      if (round.lagMs.p95 > 10_000) break;
    }
    rush.close();
  } finally {
    await opened.stop();
  }
}

/** Workers share a machine as nodes do. */
function nodesOf(setup: string): number {
  return parseInt(setup.replace('w', ''), 10);
}

console.table(
  rows.map(({ setup, rate, done, lagMs, goneAfterMs, answersMs, machineUse, ...counts }) => ({
    setup,
    'per second': rate,
    done: +done.toFixed(1),
    'lag p50': lagMs.p50,
    'lag p95': lagMs.p95,
    'lag max': lagMs.max,
    'gone after': goneAfterMs,
    'answers p95': answersMs.p95,
    'machine in use': machineUse,
    ...counts,
  })),
);
if (values.json) await writeFile(values.json, `${JSON.stringify(rows, null, 1)}\n`);
if (values.svg) {
  const lines = [...new Set(rows.map(({ setup }) => setup))].map((name) => ({
    name,
    points: rows
      .filter(({ setup }) => setup === name)
      .map(({ rate, lagMs }) => [rate, Math.max(1, lagMs.p95)] as const),
  }));
  await writeFile(values.svg, drawLines(lines, { x: 'commands per second', y: 'lag p95, ms' }));
}
if (rows.some(({ inversions, gaps, missing }) => inversions + gaps + missing > 0)) process.exitCode = 1;
