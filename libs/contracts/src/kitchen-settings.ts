import { z } from 'zod';
import { type StationFault, stationFaults } from './stations.ts';
import { Id, Name } from './values.ts';

const Categories = z.array(Name).max(100).meta({ description: 'Names of menu categories' });
const Dishes = z
  .array(Id)
  .max(300)
  .meta({ description: 'Ids of single dishes. A dish that is named here does not follow its category' });

export const KitchenStation = z.object({
  id: Id,
  name: Name,
  categories: Categories,
  dishes: Dishes,
});
export type KitchenStation = z.infer<typeof KitchenStation>;

export const mostStations = 20;
const faultTexts: Record<StationFault, string> = {
  sameName: 'must differ from the names of the other stations',
  sameId: 'must occur once',
  sameCategory: 'must belong to one station only',
  sameDish: 'must belong to one station only',
};

export const KitchenSettings = z.object({
  stations: z.array(KitchenStation).meta({
    description: 'What no station makes is shown at all of them. Empty: the kitchen has no stations',
  }),
  readyWhenDone: z.boolean().meta({
    description: 'An order becomes ready as soon as all its items are done',
  }),
});
export type KitchenSettings = z.infer<typeof KitchenSettings>;
export const defaultKitchen: KitchenSettings = { stations: [], readyWhenDone: true };

export const UpdateKitchenSettings = z.strictObject({
  stations: z
    .array(
      z.strictObject({
        id: Id.optional().meta({ description: 'Of a station that exists; a new station gets one' }),
        name: Name,
        categories: Categories.default([]),
        dishes: Dishes.default([]),
      }),
    )
    .max(mostStations)
    .superRefine((stations, context) => {
      for (const { path, fault } of stationFaults(stations))
        context.addIssue({ code: 'custom', path, message: faultTexts[fault] });
    })
    .optional(),
  readyWhenDone: z.boolean().optional(),
});
