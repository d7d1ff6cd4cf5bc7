export const platform = {
  restaurants: {
    heading: 'Restaurants',
    sentence: (all: string, open: string) => `${all} restaurants, ${open} open.`,
    none: { title: 'No restaurants yet', text: 'A restaurant appears here as soon as it is added.' },
    search: 'Search by name or address',
    nothing: { title: 'No restaurant fits', text: 'Try fewer letters.' },
    screens: (count: number, words: string) =>
      count === 1 ? '1 screen is there' : `${words} screens are there`,
    awaySince: (time: string) => `No screen since ${time}`,
    neverThere: 'No screen was ever there',
    orders: 'Orders',
    there: 'Screens',
    open: 'Open orders',
    noOpen: 'A new order appears here the moment it is placed.',
    readOnly: 'You look on: the restaurant acts.',
    whoSees: 'Who sees this order',
  },

  operations: {
    old: 'This is how it was a moment ago: the server does not answer.',
    live: {
      heading: 'Live',
      sentence: 'Every connection and room, as of this second.',
      silent: (time: string) => `No figures since ${time}.`,
      connections: 'Connections',
      rooms: 'Rooms',
      events: 'Events',
      latency: 'Slowest of a hundred',
      median: 'Half are faster than',
      outbox: 'Waiting to be told',
      perSecond: 'per second',
      milliseconds: 'ms',
      range: (least: string, most: string) => `${least} to ${most} in the last two minutes`,
      who: 'Who is connected',
      admin: 'Socket.IO Admin UI',
      user: 'User',
      kind: 'Role',
      links: 'Tracking link',
      sockets: 'Sockets',
      since: 'Since',
      more: (count: string) => `And ${count} more, who came earlier.`,
      rates: 'Events',
      event: 'Event',
      sentRate: 'Sent / s',
      receivedRate: 'Received / s',
      total: 'Since start',
      noEvents: 'Nothing was said yet.',
      biggest: 'Fullest rooms',
    },
    unanswered: {
      heading: 'Unanswered',
      sentence: (count: number, words: string) =>
        count === 0
          ? 'Every order was answered.'
          : count === 1
            ? '1 order rings and nobody has answered.'
            : `${words} orders ring and nobody has answered.`,
      causes: { not_received: 'No screen has received it', not_answered: 'Nobody has answered it' },
      rings: 'It rings',
      silent: 'It is on a screen, and nobody can hear it',
      onItsWay: 'On its way to a screen',
      screens: (count: number, words: string, received: string, audible: string) =>
        count === 0
          ? 'No screen is connected'
          : `${words} ${count === 1 ? 'screen' : 'screens'} connected, ${received} received it, ${audible} can be heard`,
      next: {
        not_received: (time: string) => `Calls for help at ${time}`,
        not_answered: (time: string) => `Calls for help at ${time}`,
        auto_cancel: (time: string) => `Is cancelled at ${time}`,
      },
      none: {
        title: 'Nobody waits',
        text: 'An order that rings in a restaurant stands here until somebody there answers it.',
      },
    },
    parked: {
      heading: 'Parked events',
      sentence: (count: number, words: string) =>
        count === 0
          ? 'Everything was delivered.'
          : count === 1
            ? '1 event waits for somebody.'
            : `${words} events wait for somebody.`,
      at: (event: string, consumer: string) => `${event} at ${consumer}`,
      tries: (count: number) => (count === 1 ? '1 try' : `${count} tries`),
      retry: 'Try again',
      retryAll: 'Try all again',
      trying: 'Trying…',
      outcome: (delivered: string, of: string) => `${delivered} of ${of} delivered.`,
      none: {
        title: 'Nothing is parked',
        text: 'What one of the consumers cannot take after eight tries waits here, with its reason. Nothing is dropped.',
      },
    },
    access: {
      heading: 'Who sees what',
      sentence: 'Why somebody can or cannot see something, by the rules that decide it.',
      who: 'Who',
      whoHint: 'Email or id; tracking: and an order’s id for whoever holds its link.',
      what: 'Sees what',
      kinds: {
        order: 'Order',
        restaurant: 'Restaurant',
        user: 'User',
        role: 'Role',
        public: 'What everybody hears',
      },
      hints: {
        order: 'The id of the order, as in its address.',
        restaurant: 'The id of the restaurant; its name finds it.',
        user: 'The id of the user.',
        role: 'customer, owner, manager, kitchen, courier or operator.',
        public: '',
      },
      ask: 'Why?',
      can: (who: string, room: string) => `${who} can see ${room}`,
      cannot: (who: string, room: string) => `${who} cannot see ${room}`,
      link: 'Whoever holds the link',
      watcher: 'They look on without a part in it: no chat, no telephone numbers, no surnames.',
      rules: 'The rules that were asked',
      holds: 'holds',
      holdsNot: 'does not hold',
      sockets: 'Their connections',
      inRoom: 'In this room now',
      notInRoom: 'Not in this room now',
      since: (time: string) => `since ${time}`,
      noSockets: 'They are not connected.',
    },
  },
};
