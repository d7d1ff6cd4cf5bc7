/**
 * Runs the benches against the built API, one after the other, and prints what they measured.
 *
 *   npm run bench -- [names] [--quick] [--publish] [--profile]
 *
 * `--quick` takes minutes instead of an hour. `--publish` writes the tables and plots into docs/benchmarks.md.
 * `--profile` writes a CPU profile of each server to .nx/profile.
 */
import { parseArgs } from 'node:util';
import { engine } from './engine.ts';
import { endurance } from './endurance.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { orderCost } from './order-cost.ts';
import { latencyByRate, ordersByClients } from './orders.ts';
import { overload } from './overload.ts';
import { jitter, reconnects, restart } from './reconnects.ts';
import { circumstances, publish, type Report, table } from './report.ts';
import { requestToScreen } from './request-to-screen.ts';
import { fanOut, idleConnections } from './sockets.ts';
import { remoteStore } from './remote-store.ts';
import { workers } from './workers.ts';

/** In the order of docs/benchmarks.md. */
const benches: Record<string, (quick: boolean) => Promise<Report>> = {
  'order-cost': orderCost,
  engine,
  'orders-by-clients': ordersByClients,
  'latency-by-rate': latencyByRate,
  overload,
  'remote-store': remoteStore,
  'request-to-screen': requestToScreen,
  'fan-out': fanOut,
  'idle-connections': idleConnections,
  reconnects,
  jitter,
  restart,
  idle,
  growth,
  workers,
  endurance,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench is named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const measuredOn = circumstances(values.quick);
  const report = await measure(values.quick);
  console.log(`\n${name} (${measuredOn})\n\n${table(report)}`);
  if (values.publish) await publish(name, report, measuredOn);
}
