import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { CreateRestaurantRequest } from '@passline/contracts';
import { type Domain, startDomain } from '../../testing/start-domain.ts';
import { RESTAURANT, type RestaurantDoc, viewOf } from './restaurant.schema.ts';
import { RestaurantsModule } from './restaurants.module.ts';
import { RestaurantsRepository } from './restaurants.repository.ts';
import { SlugsFilling } from './slugs.filling.ts';

let domain: Domain;
let restaurants: RestaurantsRepository;

beforeAll(async () => {
  domain = await startDomain([RestaurantsModule]);
  restaurants = domain.get(RestaurantsRepository);
});
afterAll(() => domain.close());

test('restaurants of an earlier release have their id for a slug, and get one from their name after the start', async () => {
  const wanted = CreateRestaurantRequest.parse({
    name: 'Trattoria Aurora',
    address: 'Torstrasse 1',
    location: { lat: 52.5, lng: 13.4 },
  });
  const old = await Promise.all([1, 2].map(() => restaurants.create(wanted, null)));
  const model = domain.get<Model<RestaurantDoc>>(getModelToken(RESTAURANT));
  await model.updateMany({}, { $unset: { slugs: 1, languages: 1 } });
  const newer = await restaurants.create(wanted, null);
  const slugsNow = async (ids: string[]) =>
    Promise.all(ids.map(async (id) => viewOf(await restaurants.load(id)).slug));
  const ids = old.map(({ _id }) => _id);
  expect(await slugsNow(ids)).toEqual(ids);
  expect(viewOf(await restaurants.load(ids[0]!)).languages).toEqual(['en', 'de']);

  await domain.get(SlugsFilling).fill();
  expect((await slugsNow([newer._id, ...ids])).toSorted()).toEqual([
    'trattoria-aurora',
    'trattoria-aurora-2',
    'trattoria-aurora-3',
  ]);
  expect((await slugsNow([newer._id]))[0]).toBe('trattoria-aurora');
  expect(await model.countDocuments({ slugs: { $exists: false } })).toBe(0);
});
