export const delivery = {
  map: {
    title: 'Where it is',
    label: (sentence: string) => `Map. ${sentence} Arrow keys move it, plus and minus change its scale.`,
    closer: 'Closer',
    further: 'Further away',
    whole: 'Show everybody',
    failed: 'The map could not be loaded. Everything else works without it.',
    door: (name: string) => `Door of ${name}`,
    yourDoor: 'Your door',
    fromRestaurant: (name: string, distance: string, age: string) =>
      `${name} is ${distance} from the restaurant, seen ${age} ago.`,
    toDoor: (name: string, distance: string, age: string) =>
      `${name} is ${distance} from your door, seen ${age} ago.`,
    seen: (name: string, age: string) => `${name} was seen ${age} ago.`,
    unseen: (name: string) => `${name} has not said yet where they are.`,
  },

  couriers: {
    heading: 'Couriers',
    sentence: (crew: string, free: string, waiting: string) =>
      `${crew} on duty near by, ${free} free. ${waiting} for a courier.`,
    waits: (count: number, number: string) => (count === 1 ? '1 order waits' : `${number} orders wait`),
    waiting: 'Waiting for a courier',
    noneWaiting: 'No order waits for a courier.',
    dragHint: 'Drag an order onto a courier, or press “Assign courier”.',
    crew: 'On duty',
    map: 'Where they are',
    none: {
      title: 'No courier is on duty near by',
      text: 'Couriers appear here when they go on duty within 12 km. Orders are offered to them by themselves.',
    },
    states: { available: 'Free', busy: 'Busy', offline: 'Off duty' },
    unreachable: 'telephone not connected',
    away: (distance: string) => `${distance} away`,
    seen: (age: string) => `seen ${age} ago`,
    unseen: 'has not said where',
    call: (name: string) => `Call ${name}`,
    show: (name: string) => `Show ${name} on the map`,
    assigned: (number: string, name: string) => `${name} brings ${number}.`,
    order: (number: string, address: string) => `Order ${number} to ${address}`,
    told: (count: number, number: string) =>
      count === 0 ? 'Nobody told yet' : count === 1 ? '1 courier told' : `${number} couriers told`,
    declined: (number: string) => `${number} declined`,
    toldAt: (time: string) => `told ${time}`,
    declinedAt: (time: string) => `declined ${time}`,
    stale: (since: string) => `Couriers could not be looked up. This is how they were at ${since}.`,
  },
};
