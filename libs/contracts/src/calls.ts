import { accountCalls } from './accounts.ts';
import { operationCalls } from './operations.ts';
import { restaurantCalls } from './restaurants.ts';

/** Every call that is served. A test walks the running server and this table and finds no difference. */
export const calls = { ...accountCalls, ...restaurantCalls, ...operationCalls } as const;
