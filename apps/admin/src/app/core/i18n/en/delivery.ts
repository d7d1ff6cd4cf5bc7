export const delivery = {
  couriers: {
    heading: 'Couriers',
    sentence: (crew: string, free: string, waiting: string) =>
      `${crew} on duty nearby, ${free} available. ${waiting} for a courier.`,
    waits: (count: number, number: string) =>
      count === 1 ? '1 order is waiting' : `${number} orders are waiting`,
    waiting: 'Waiting for a courier',
    noneWaiting: 'No orders are waiting for a courier.',
    assign: 'Assign courier',
    dragHint: 'Drag an order onto a courier, or press “Assign courier”.',
    crew: 'On duty',
    map: 'Map',
    none: {
      title: 'No couriers on duty nearby',
      text: 'Couriers appear here when they are on duty within 12 km. Orders are offered to them automatically.',
    },
    states: { available: 'Available', busy: 'Busy', offline: 'Off duty' },
    carries: (count: number, number: string) => (count === 1 ? '1 order' : `${number} orders`),
    room: 'room for more',
    unreachable: 'phone not connected',
    away: (distance: string) => `${distance} away`,
    seen: (age: string) => `updated ${age} ago`,
    unseen: 'no position yet',
    call: (name: string) => `Call ${name}`,
    show: (name: string) => `Show ${name} on the map`,
    assigned: (number: string, name: string) => `Order ${number} assigned to ${name}.`,
    order: (number: string, address: string) => `Order ${number} to ${address}`,
    offered: (count: number, number: string) =>
      count === 0
        ? 'Not offered yet'
        : count === 1
          ? 'Offered to 1 courier'
          : `Offered to ${number} couriers`,
    declined: (number: string) => `${number} declined`,
    offeredAt: (time: string) => `offered ${time}`,
    declinedAt: (time: string) => `declined ${time}`,
    stale: (since: string) => `Couriers could not be loaded. Last updated at ${since}.`,
  },
};
