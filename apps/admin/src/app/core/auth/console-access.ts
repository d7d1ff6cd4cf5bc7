import type { Role } from '@passline/contracts';

/** Customers and couriers have apps of their own; the console is for the roles that have pages in it. */
export const usesConsole = (role: Role): boolean => role !== 'customer' && role !== 'courier';
