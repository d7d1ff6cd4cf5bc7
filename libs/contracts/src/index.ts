export * from './access.ts';
export * from './account-requests.ts';
export * from './accounts.ts';
export * from './ageing.ts';
export * from './api-keys.ts';
export * from './announcement-facts.ts';
export * from './announcements.ts';
export * from './allergens.ts';
export * from './allergy.ts';
export * from './audience.ts';
export * from './audit.ts';
export * from './endpoint.ts';
export { examples } from './examples.ts';
export * from './routes.ts';
export * from './calls.ts';
export * from './console.ts';
export * from './courier-fee.ts';
export * from './couriers.ts';
export * from './delivery-area.ts';
export * from './distance.ts';
export * from './first-password.ts';
export * from './item-changes.ts';
export * from './key-scopes.ts';
export * from './kitchen-settings.ts';
export * from './languages.ts';
export * from './menu.ts';
export * from './menu-files.ts';
export * from './payments.ts';
export * from './offers.ts';
export * from './notifications.ts';
export * from './chat.ts';
export * from './chat-sides.ts';
export * from './reasons.ts';
export * from './reports.ts';
export * from './opening-hours.ts';
export * from './operations.ts';
export { type StatsHistory, SystemStats } from './system-stats.ts';
export * from './money.ts';
export * from './service-events.ts';
export * from './webhooks.ts';
export * from './order-facts.ts';
export * from './order-life.ts';
export * from './order-number.ts';
export * from './order-requests.ts';
export * from './orders.ts';
export * from './order-calls.ts';
export * from './picture-limits.ts';
export * from './pictures.ts';
export * from './print-enums.ts';
export * from './printing.ts';
export * from './memberships.ts';
export * from './principal.ts';
export * from './privacy.ts';
export * from './push.ts';
export * from './push-kinds.ts';
export * from './problems.ts';
export * from './quotes.ts';
export * from './replacement-settings.ts';
export * from './restaurant-hours.ts';
export * from './restaurant-settings.ts';
export * from './restaurant-calls.ts';
export * from './restaurants.ts';
export * from './storefronts.ts';
export * from './team-invitations.ts';
export * from './telephone-orders.ts';
export * from './time-slots.ts';
export * from './time-slot-calls.ts';
export { isStaff, roles, staffRoles, type StaffRole } from './roles.ts';
export * from './rooms.ts';
export {
  awaitsCourier,
  checkTransitions,
  findTransition,
  fulfilments,
  isFinal,
  isWaiting,
  moverOf,
  nextStates,
  openStates,
  orderStates,
  recallOfDelivered,
  recallWindowMinutes,
  transitions,
  undoOfStep,
  undoWindowSeconds,
  orderChannels,
  type Mover,
  type OrderChannel,
  type Transition,
} from './transitions.ts';
export * from './identity-provider.ts';
export * from './second-factor.ts';
export * from './stations.ts';
export * from './values.ts';
export * from './commands.ts';
export * from './stream-positions.ts';
export { dateIn, momentOf, wallClock } from './wall-clock.ts';
export type { WireEvent } from './wire-event.ts';
export * from './wire-events.ts';
export * from './enums.ts';
export * from './vat.ts';
export * from './vat-sums.ts';
