// What a browser imports as values without loading zod: tables and the access policy.
export * from './access.ts';
export * from './ageing.ts';
export * from './allergy.ts';
export * from './distance.ts';
export * from './first-password.ts';
export * from './opening-hours.ts';
export * from './order-life.ts';
export * from './order-number.ts';
export * from './reasons.ts';
export * from './print-enums.ts';
export * from './roles.ts';
export * from './rooms.ts';
export * from './stations.ts';
export * from './time-zone.ts';
export * from './transitions.ts';
export * from './wall-clock.ts';
