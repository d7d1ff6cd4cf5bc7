import type { calls } from './calls.ts';
import type { RequestOf } from './endpoint.ts';

type Examples = { [K in keyof typeof calls]?: Partial<RequestOf<(typeof calls)[K]>> };

const restaurant = { id: 'demo-trattoria-aurora' };
/** An order of the demo that was delivered. */
const delivered = { id: '01900000-0000-7000-8000-000000000001' };
const dish = (name: string) => ({ ...restaurant, itemId: `${restaurant.id}-${name}` });

/**
 * Requests for the documentation. They work as they are on a server with demo data, and a test sends each of them. Where
 * the id of an order is missing, any order in the right status will do.
 */
export const examples: Examples = {
  register: { body: { email: 'ada@example.com', password: 'tagliatelle-at-noon', name: 'Ada Conti' } },
  openGuest: { body: { name: 'Ada Conti', phone: '+49 30 5550142' } },
  login: { body: { email: 'owner@demo.passline.local', password: 'passline-demo' } },
  createUser: {
    body: {
      email: 'rider@example.com',
      password: 'tagliatelle-at-noon',
      name: 'Sam Rider',
      role: 'courier',
    },
  },
  listTeam: { params: restaurant },
  addToTeam: {
    params: restaurant,
    body: {
      email: 'line@example.com',
      password: 'tagliatelle-at-noon',
      name: 'Lina Cook',
      role: 'kitchen',
    },
  },
  listRestaurantAudit: { params: restaurant },

  getStorefront: { params: { slug: 'trattoria-aurora' } },
  getRestaurant: { params: restaurant },
  createRestaurant: {
    body: {
      name: 'Osteria del Porto',
      address: 'Große Elbstraße 27, 22767 Hamburg',
      location: { lat: 53.5446, lng: 9.9672 },
    },
  },
  changeRestaurant: { params: restaurant, body: { description: 'Wood-fired pizza since 1987.' } },
  getSettings: { params: restaurant },
  changeStatus: { params: restaurant, body: { busyMinutes: 10 } },
  changeOwnStatus: { body: { busyMinutes: 0 } },

  getMenu: { params: restaurant },
  exportMenu: { params: restaurant },
  exportMenuCsv: { params: restaurant },
  addMenuItem: { params: restaurant, body: { name: 'Focaccia', category: 'Antipasti', price: 450 } },
  changeMenuItem: { params: dish('chinotto'), body: { price: 360 } },
  changeAvailability: { params: dish('vitello-tonnato'), body: { available: false } },
  removeMenuItem: { params: dish('panna-cotta') },

  listPrinters: { params: restaurant },
  addPrinter: { params: restaurant, body: { name: 'Kitchen', host: '192.168.1.50' } },
  listPrintJobs: { params: restaurant, query: { state: 'waiting' } },

  createOffer: { params: restaurant, body: { code: 'LUNCH', percent: 15, description: 'Until 3 pm' } },
  listRestaurantOffers: { params: restaurant },
  listOffers: { query: { restaurantId: restaurant.id } },

  quoteOrder: {
    params: restaurant,
    body: {
      items: [{ menuItemId: dish('bruschetta-al-pomodoro').itemId, quantity: 2 }],
      fulfilment: 'delivery',
      tip: 200,
    },
  },
  placeTelephoneOrder: {
    params: restaurant,
    body: {
      customer: { name: 'Ada Conti', phone: '+49 30 5550142' },
      items: [{ menuItemId: dish('tiramisu').itemId, quantity: 2 }],
      fulfilment: 'pickup',
      readyInMinutes: 20,
    },
  },
  findTelephoneCustomer: { params: restaurant, query: { phone: '+49 30 5550142' } },
  placeOrder: {
    body: {
      restaurantId: restaurant.id,
      items: [
        { menuItemId: dish('bruschetta-al-pomodoro').itemId, quantity: 2, note: 'Without garlic' },
        { menuItemId: dish('tiramisu').itemId, quantity: 1 },
      ],
      fulfilment: 'delivery',
      deliveryAddress: { text: 'Schönhauser Allee 36, 10435 Berlin', lat: 52.5386, lng: 13.4126 },
      phone: '+49 30 5550142',
      paymentMethod: 'cash',
    },
  },
  listOrders: { query: { status: 'open' } },
  getOrder: { params: delivered },
  getOrderEvents: { params: delivered },
  promiseOrder: { body: { readyInMinutes: 20 } },
  moveOrder: { body: { status: 'confirmed' } },
  cancelOrder: { body: { code: 'item_sold_out' } },
  getPromiseDefault: { params: restaurant },

  changeCourierStatus: { body: { status: 'available', latitude: 52.5331, longitude: 13.4069 } },
  listSearches: { params: restaurant },
  listMessages: { params: delivered },

  getReport: { params: restaurant },
  explainAccess: {
    query: { user: 'kitchen@demo.passline.local', room: 'restaurant:demo-sakura-kitchen' },
  },
};
