import { z } from 'zod';
import { roles } from './roles.ts';
import { fulfilments, orderStates } from './transitions.ts';

// Schemas for enumerations that are defined as plain tables elsewhere, so that browsers can use the tables without zod.
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;
export const OrderStatus = z.enum(orderStates);
export type OrderStatus = z.infer<typeof OrderStatus>;
export const Fulfilment = z.enum(fulfilments);
export type Fulfilment = z.infer<typeof Fulfilment>;
