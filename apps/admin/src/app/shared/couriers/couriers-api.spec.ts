import { firstValueFrom } from 'rxjs';
import { inTwoRestaurants } from '../../../testing/two-restaurants.ts';
import { allRestaurants } from '../../core/auth/all-restaurants.ts';
import { CouriersApi } from './couriers-api.ts';

afterEach(() => localStorage.clear());

it('asks for the couriers of its restaurant, whichever is the first one or the chosen one', async () => {
  const { server, scopes } = await inTwoRestaurants({ stores: [CouriersApi] });
  for (const restaurantId of ['sakura', 'aurora']) {
    const api = scopes.get(restaurantId, CouriersApi);
    const found = firstValueFrom(api.all());
    const query = { limit: 100, restaurantId };
    await server.answer('listCouriers', { query }, { items: [{ id: restaurantId }], nextCursor: null });
    expect(await found).toEqual([{ id: restaurantId }]);
    const searches = firstValueFrom(api.searches());
    await server.answer('listSearches', { params: { id: restaurantId } }, { items: [] });
    await searches;
  }
});

it('has none for all restaurants, and not those of the first', async () => {
  const { server, scopes } = await inTwoRestaurants({ stores: [CouriersApi] });
  const api = scopes.of(allRestaurants).get(CouriersApi);
  const found = Promise.all([firstValueFrom(api.all()), firstValueFrom(api.searches())]);
  await server.verify();
  expect(await found).toEqual([[], []]);
});
