/** Measures orders placed by REST with durable events: the latency for a customer, and the throughput of one machine. */
import { closedLoop, openLoop, print, type Figure } from './measure.ts';
import { openRestaurant } from './restaurant.ts';
import { startServer } from './server.ts';

const server = await startServer(
  process.argv.includes('--profile') ? ['--cpu-prof', '--cpu-prof-dir=.nx/profile'] : [],
);
const figures: Figure[] = [];
const note = (figure: Figure) => {
  figures.push(figure);
  print([figure]);
};
try {
  const { place } = await openRestaurant(server);
  await closedLoop('warm-up', 1500, 16, place);
  note(await openLoop('100 per second', 100, 20, place));
  note(await closedLoop('1 client', 200, 1, place));
  note(await closedLoop('16 clients', 1300, 16, place));
  note(await closedLoop('64 clients', 3000, 64, place));
} finally {
  await server.stop();
}
print(figures);
