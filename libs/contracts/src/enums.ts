import { z } from 'zod';
import { roles } from './roles.ts';
import { fulfilments, orderStates } from './transitions.ts';

// The schemas of words whose tables stand elsewhere: a browser that needs the tables should not have to load zod.
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;
export const OrderStatus = z.enum(orderStates);
export type OrderStatus = z.infer<typeof OrderStatus>;
export const Fulfilment = z.enum(fulfilments);
export type Fulfilment = z.infer<typeof Fulfilment>;
