import type { Model, QueryFilter } from 'mongoose';

const beginning = new Date(0);

/**
 * The earliest date in this field, or null. The comparison matches dates only, so an index on the field serves it, also a
 * partial one.
 */
export async function earliest<Doc>(
  model: Model<Doc>,
  field: string,
  filter: QueryFilter<Doc> = {},
): Promise<Date | null> {
  const found = await model
    .findOne({ ...filter, [field]: { $gt: beginning } } as QueryFilter<Doc>, { _id: 0, [field]: 1 })
    .sort({ [field]: 1 })
    .lean<Record<string, unknown>>();
  const value = field
    .split('.')
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | null | undefined)?.[key], found);
  return value instanceof Date ? value : null;
}
