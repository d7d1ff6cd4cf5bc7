import type { KitchenSettings, UpdateKitchenSettings } from '@passline/contracts';
import { newId } from '@passline/event-log';
import type { z } from 'zod';

/** Gives new stations their ids. */
export const withStationIds = ({
  stations,
  ...others
}: z.output<typeof UpdateKitchenSettings>): Partial<KitchenSettings> => ({
  ...others,
  ...(stations && { stations: stations.map(({ id, ...station }) => ({ id: id ?? newId(), ...station })) }),
});
