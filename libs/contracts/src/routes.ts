export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to /api/v1 unless `root`. Parameters are written as `:name`. */
  path: string;
  root?: true;
}

/**
 * Method and path of every REST call: all that a client needs at run time. It is apart from the schemas, so that a
 * browser can load it without them.
 */
export const routes = {
  register: { method: 'POST', path: '/auth/register' },
  openGuest: { method: 'POST', path: '/auth/guest' },
  claimGuest: { method: 'POST', path: '/auth/guest/claim' },
  login: { method: 'POST', path: '/auth/login' },
  signInWithCode: { method: 'POST', path: '/auth/login/code' },
  startProviderSignIn: { method: 'GET', path: '/auth/oidc/start' },
  finishProviderSignIn: { method: 'GET', path: '/auth/oidc/callback' },
  openProviderSession: { method: 'POST', path: '/auth/oidc/session' },
  unlinkUser: { method: 'DELETE', path: '/users/:id/identity' },
  unlinkMember: { method: 'DELETE', path: '/restaurants/:id/team/:userId/identity' },
  getSecondFactor: { method: 'GET', path: '/auth/second-factor' },
  startSecondFactor: { method: 'POST', path: '/auth/second-factor' },
  confirmSecondFactor: { method: 'POST', path: '/auth/second-factor/confirm' },
  turnOffSecondFactor: { method: 'POST', path: '/auth/second-factor/off' },
  resetSecondFactor: { method: 'DELETE', path: '/users/:id/second-factor' },
  resetSecondFactorOfMember: { method: 'DELETE', path: '/restaurants/:id/team/:userId/second-factor' },
  refresh: { method: 'POST', path: '/auth/refresh' },
  logout: { method: 'POST', path: '/auth/logout' },
  changePassword: { method: 'POST', path: '/auth/password' },
  forgotPassword: { method: 'POST', path: '/auth/forgotten-password' },
  choosePassword: { method: 'POST', path: '/auth/new-password' },
  me: { method: 'GET', path: '/auth/me' },
  createUser: { method: 'POST', path: '/users' },
  changeUser: { method: 'PATCH', path: '/users/:id' },
  getUser: { method: 'GET', path: '/users/:id' },
  givePassword: { method: 'PUT', path: '/users/:id/password' },
  listUsers: { method: 'GET', path: '/users' },
  listTeam: { method: 'GET', path: '/restaurants/:id/team' },
  addToTeam: { method: 'POST', path: '/restaurants/:id/team' },
  changeTeamMember: { method: 'PATCH', path: '/restaurants/:id/team/:userId' },
  endMembership: { method: 'DELETE', path: '/restaurants/:id/team/:userId' },
  inviteToTeam: { method: 'POST', path: '/restaurants/:id/team/invitations' },
  listInvitations: { method: 'GET', path: '/restaurants/:id/team/invitations' },
  withdrawInvitation: { method: 'DELETE', path: '/restaurants/:id/team/invitations/:invitationId' },
  listOwnInvitations: { method: 'GET', path: '/auth/invitations' },
  acceptInvitation: { method: 'POST', path: '/auth/invitations/:id/accept' },
  declineInvitation: { method: 'DELETE', path: '/auth/invitations/:id' },
  givePasswordToMember: { method: 'PUT', path: '/restaurants/:id/team/:userId/password' },

  listAudit: { method: 'GET', path: '/operations/audit' },
  listRestaurantAudit: { method: 'GET', path: '/restaurants/:id/audit' },

  listMessages: { method: 'GET', path: '/orders/:id/messages' },
  listUnread: { method: 'GET', path: '/messages/unread' },
  sendMessage: { method: 'POST', path: '/orders/:id/messages' },

  getConsoleSettings: { method: 'GET', path: '/console/settings' },
  placeDemoOrder: { method: 'POST', path: '/console/demo-orders' },

  changeCourierStatus: { method: 'PATCH', path: '/couriers/me/status' },
  getOwnCourier: { method: 'GET', path: '/couriers/me' },
  reportPosition: { method: 'PUT', path: '/couriers/me/position' },
  getEarnings: { method: 'GET', path: '/couriers/me/earnings' },
  listCouriers: { method: 'GET', path: '/couriers' },
  listDeliveries: { method: 'GET', path: '/deliveries/available' },
  acceptDelivery: { method: 'POST', path: '/deliveries/:orderId/accept' },
  declineDelivery: { method: 'POST', path: '/deliveries/:orderId/decline' },
  listSearches: { method: 'GET', path: '/restaurants/:id/searches' },
  assignCourier: { method: 'POST', path: '/orders/:id/assign' },

  getMenu: { method: 'GET', path: '/restaurants/:id/menu' },
  arrangeMenu: { method: 'PATCH', path: '/restaurants/:id/menu' },
  removeMenuItems: { method: 'POST', path: '/restaurants/:id/menu/removals' },
  addMenuItem: { method: 'POST', path: '/restaurants/:id/menu/items' },
  changeMenuItem: { method: 'PATCH', path: '/restaurants/:id/menu/items/:itemId' },
  removeMenuItem: { method: 'DELETE', path: '/restaurants/:id/menu/items/:itemId' },
  changeChoiceAvailability: {
    method: 'PATCH',
    path: '/restaurants/:id/menu/items/:itemId/choices/:choiceId/availability',
  },
  changeAvailability: { method: 'PATCH', path: '/restaurants/:id/menu/items/:itemId/availability' },

  exportMenu: { method: 'GET', path: '/restaurants/:id/menu/export' },
  exportMenuCsv: { method: 'GET', path: '/restaurants/:id/menu/export.csv' },
  importMenu: { method: 'POST', path: '/restaurants/:id/menu/import' },
  putPicture: { method: 'PUT', path: '/restaurants/:id/menu/items/:itemId/picture' },
  removePicture: { method: 'DELETE', path: '/restaurants/:id/menu/items/:itemId/picture' },
  getPicture: { method: 'GET', path: '/pictures/:file' },

  getPushKey: { method: 'GET', path: '/notifications/push-key' },
  putPushSubscription: { method: 'PUT', path: '/notifications/push-subscriptions' },
  deletePushSubscription: { method: 'DELETE', path: '/notifications/push-subscriptions' },
  listNotifications: { method: 'GET', path: '/notifications' },
  readNotification: { method: 'POST', path: '/notifications/:id/read' },
  readAllNotifications: { method: 'POST', path: '/notifications/read-all' },

  currentAnnouncements: { method: 'GET', path: '/announcements/current' },
  listAnnouncements: { method: 'GET', path: '/announcements' },
  createAnnouncement: { method: 'POST', path: '/announcements' },
  endAnnouncement: { method: 'POST', path: '/announcements/:id/end' },

  createOffer: { method: 'POST', path: '/restaurants/:id/offers' },
  listRestaurantOffers: { method: 'GET', path: '/restaurants/:id/offers' },
  endOffer: { method: 'DELETE', path: '/restaurants/:id/offers/:offerId' },
  listOffers: { method: 'GET', path: '/offers' },

  health: { method: 'GET', path: '/health', root: true },
  live: { method: 'GET', path: '/health/live', root: true },
  ready: { method: 'GET', path: '/health/ready', root: true },
  metrics: { method: 'GET', path: '/metrics', root: true },
  listParked: { method: 'GET', path: '/operations/parked-events' },
  retryParked: { method: 'POST', path: '/operations/parked-events/:id/retry' },
  internalEmit: { method: 'POST', path: '/internal/emit' },
  listWebhooks: { method: 'GET', path: '/webhooks' },
  createWebhook: { method: 'POST', path: '/webhooks' },
  changeWebhook: { method: 'PATCH', path: '/webhooks/:id' },
  deleteWebhook: { method: 'DELETE', path: '/webhooks/:id' },
  rotateWebhookSecret: { method: 'POST', path: '/webhooks/:id/secret' },
  testWebhook: { method: 'POST', path: '/webhooks/:id/test' },
  listWebhookDeliveries: { method: 'GET', path: '/webhooks/:id/deliveries' },
  replayWebhookDelivery: { method: 'POST', path: '/webhooks/:id/deliveries/:deliveryId/replay' },
  listApiKeys: { method: 'GET', path: '/api-keys' },
  createApiKey: { method: 'POST', path: '/api-keys' },
  revokeApiKey: { method: 'DELETE', path: '/api-keys/:id' },
  listServiceEvents: { method: 'GET', path: '/internal/events' },
  putServiceEvent: { method: 'PUT', path: '/internal/events/:name' },
  deleteServiceEvent: { method: 'DELETE', path: '/internal/events/:name' },
  socketStatus: { method: 'GET', path: '/socket/status' },
  explainAccess: { method: 'GET', path: '/operations/access' },
  listUnanswered: { method: 'GET', path: '/operations/unanswered' },
  countOpenOrders: { method: 'GET', path: '/operations/open-orders' },
  statsHistory: { method: 'GET', path: '/operations/stats-history' },
  socketMetrics: { method: 'GET', path: '/metrics/socket' },

  placeOrder: { method: 'POST', path: '/orders' },
  placeTelephoneOrder: { method: 'POST', path: '/restaurants/:id/telephone-orders' },
  findTelephoneCustomer: { method: 'GET', path: '/restaurants/:id/telephone-customers' },
  listOrders: { method: 'GET', path: '/orders' },
  getOrder: { method: 'GET', path: '/orders/:id' },
  getOrderEvents: { method: 'GET', path: '/orders/:id/events' },
  moveOrder: { method: 'PATCH', path: '/orders/:id/status' },
  markItems: { method: 'PATCH', path: '/orders/:id/items/state' },
  changeQuantity: { method: 'PATCH', path: '/orders/:id/items/:itemId/quantity' },
  proposeReplacement: { method: 'POST', path: '/orders/:id/items/:itemId/replacement' },
  withdrawReplacement: { method: 'DELETE', path: '/orders/:id/items/:itemId/replacement' },
  answerReplacement: { method: 'POST', path: '/orders/:id/items/:itemId/replacement/answer' },
  acknowledgeOrder: { method: 'POST', path: '/orders/:id/acknowledge' },
  promiseOrder: { method: 'POST', path: '/orders/:id/promise' },
  recallOrder: { method: 'POST', path: '/orders/:id/recall' },
  reportArrival: { method: 'POST', path: '/orders/:id/arrival' },
  nameDriver: { method: 'POST', path: '/orders/:id/driver' },
  cancelOrder: { method: 'POST', path: '/orders/:id/cancel' },
  createTrackingLink: { method: 'POST', path: '/orders/:id/tracking-link' },
  track: { method: 'GET', path: '/track/:token' },
  getPromiseDefault: { method: 'GET', path: '/restaurants/:id/promise-default' },

  payOrder: { method: 'POST', path: '/orders/:id/payments' },
  paymentWebhook: { method: 'POST', path: '/payments/webhook' },

  listPrinters: { method: 'GET', path: '/restaurants/:id/printers' },
  addPrinter: { method: 'POST', path: '/restaurants/:id/printers' },
  changePrinter: { method: 'PATCH', path: '/restaurants/:id/printers/:printerId' },
  removePrinter: { method: 'DELETE', path: '/restaurants/:id/printers/:printerId' },
  testPrinter: { method: 'POST', path: '/restaurants/:id/printers/:printerId/test' },
  listPrintJobs: { method: 'GET', path: '/restaurants/:id/print-jobs' },
  requestPrint: { method: 'POST', path: '/restaurants/:id/print-jobs' },
  retryPrintJob: { method: 'POST', path: '/restaurants/:id/print-jobs/:jobId/retry' },
  cancelPrintJob: { method: 'POST', path: '/restaurants/:id/print-jobs/:jobId/cancel' },

  exportMe: { method: 'GET', path: '/me/export' },
  eraseMe: { method: 'DELETE', path: '/me' },
  exportUser: { method: 'GET', path: '/users/:id/export' },
  eraseUser: { method: 'DELETE', path: '/users/:id' },

  getReport: { method: 'GET', path: '/restaurants/:id/reports/summary' },

  quoteOrder: { method: 'POST', path: '/restaurants/:id/quote' },
  listSlots: { method: 'GET', path: '/restaurants/:id/slots' },
  listRestaurants: { method: 'GET', path: '/restaurants' },
  getStorefront: { method: 'GET', path: '/storefronts/:slug' },
  getRestaurant: { method: 'GET', path: '/restaurants/:id' },
  createRestaurant: { method: 'POST', path: '/restaurants' },
  changeRestaurant: { method: 'PATCH', path: '/restaurants/:id' },
  getSettings: { method: 'GET', path: '/restaurants/:id/settings' },
  blockCustomer: { method: 'POST', path: '/restaurants/:id/blocked' },
  unblockCustomer: { method: 'DELETE', path: '/restaurants/:id/blocked/:customerId' },
  changeStatus: { method: 'PATCH', path: '/restaurants/:id/status' },
  changeOwnStatus: { method: 'PATCH', path: '/business/status' },
} as const satisfies Record<string, Route>;

export const apiPrefix = '/api/v1';
export const fullPath = (route: Route): string => (route.root ? route.path : apiPrefix + route.path);

type Values = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => String(value);

/** The path of a request: the route with its parameters and the query, encoded. */
export function requestPath(route: Route, params: Values = {}, query: Values = {}): string {
  const path = fullPath(route).replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(textOf(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, textOf(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}
