/** Orders per second with a store that is a network away, beside one on this machine, in turns. */
import { closedLoop, sum } from './measure.ts';
import { openSetup } from './nodes-setup.ts';
import type { Report } from './report.ts';
import { openRestaurant } from './restaurant.ts';

export async function remoteStore(quick: boolean): Promise<Report> {
  const delays = [0, 2];
  const sides = [];
  for (const delayMs of delays) {
    const setup = await openSetup('1', { build: '.', delayMs, restaurants: 1 });
    const [server] = setup.servers;
    if (!server) throw new Error('the setup has no server');
    sides.push({ setup, restaurant: await openRestaurant(server), perSecond: [] as number[] });
  }
  try {
    for (let turn = -1; turn < (quick ? 2 : 5); turn += 1)
      for (const { restaurant, perSecond } of sides) {
        const figure = await closedLoop('', turn < 0 ? 1_500 : 800, 16, restaurant.place);
        // The first turn only warms up.
        if (turn >= 0) perSecond.push(figure.perSecond);
      }
    const [here = 0, away = 0] = sides.map(({ perSecond }) => sum(perSecond) / perSecond.length);
    return {
      columns: ['orders per second, 16 clients', 'store here', 'store 2 ms away', 'ratio'],
      rows: [['', here, away, away / here]],
    };
  } finally {
    for (const { setup, restaurant } of sides) {
      restaurant.close();
      await setup.stop();
    }
  }
}
