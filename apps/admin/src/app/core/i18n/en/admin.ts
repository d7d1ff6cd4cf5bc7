export const admin = {
  restaurants: {
    openOrders: (count: number, number: string) => (count === 1 ? '1 open order' : `${number} open orders`),
    lateOrders: (number: string) => `${number} late`,
    heading: 'Restaurants',
    sentence: (all: string, open: string) => `${all} restaurants, ${open} open.`,
    none: { title: 'No restaurants yet', text: 'Restaurants appear here once they are added.' },
    search: 'Search by name, address or order number',
    numbered: {
      heading: (number: string) => `Orders with number ${number}`,
      none: 'No restaurant has an order with this number.',
      newest: (count: string) => `The ${count} newest.`,
    },
    nothing: { title: 'No matching restaurants', text: 'Try fewer letters.' },
    screens: (count: number, words: string) =>
      count === 1 ? '1 screen connected' : `${words} screens connected`,
    awaySince: (time: string) => `No screen since ${time}`,
    neverThere: 'Never connected',
    orders: 'Orders',
    there: 'Screens',
    open: 'Open orders',
    noOpen: 'New orders appear here as soon as they are placed.',
    readOnly: 'View only: the restaurant handles its orders.',
    whoSees: 'Check access',
  },

  operations: {
    old: 'This may be outdated: the server is not responding.',
    live: {
      heading: 'Live',
      sentence: 'All connections and rooms, live.',
      silent: (time: string) => `No data since ${time}.`,
      connections: 'Connections',
      rooms: 'Rooms',
      events: 'Events',
      latency: 'p99 latency',
      median: 'Median latency',
      outbox: 'Outbox',
      perSecond: 'per second',
      milliseconds: 'ms',
      range: (least: string, most: string) => `${least} to ${most} in the last 15 minutes`,
      who: 'Connected users',
      admin: 'Socket.IO Admin UI',
      user: 'User',
      kind: 'Role',
      links: 'Tracking link',
      keys: 'API key',
      sockets: 'Sockets',
      since: 'Since',
      more: (count: string) => `And ${count} earlier ones.`,
      rates: 'Events',
      event: 'Event',
      sentRate: 'Sent / s',
      receivedRate: 'Received / s',
      total: 'Since start',
      noEvents: 'No events yet.',
      biggest: 'Largest rooms',
    },
    unanswered: {
      order: (number: string) => `Order ${number}`,
      heading: 'Unanswered',
      sentence: (count: number, words: string) =>
        count === 0
          ? 'All orders are answered.'
          : count === 1
            ? '1 order is ringing unanswered.'
            : `${words} orders are ringing unanswered.`,
      causes: { not_received: 'Not received by any screen', not_answered: 'Not answered' },
      rings: 'Ringing',
      silent: 'On a screen, but not audible',
      onItsWay: 'On its way to a screen',
      screens: (count: number, words: string, received: string, audible: string) =>
        count === 0
          ? 'No screen is connected'
          : `${words} ${count === 1 ? 'screen' : 'screens'} connected, ${received} received it, ${audible} audible`,
      next: {
        not_received: (time: string) => `Alerts operators at ${time}`,
        not_answered: (time: string) => `Alerts operators at ${time}`,
        auto_cancel: (time: string) => `Auto-cancels at ${time}`,
      },
      none: {
        title: 'No unanswered orders',
        text: 'Ringing orders of all restaurants appear here until they are answered.',
      },
    },
    announcements: {
      heading: 'Announcements',
      hint: 'A short text on the pages of its readers, until its time is over.',
      text: 'Text',
      readers: 'For',
      everyone: 'Everybody',
      role: (name: string) => `Role: ${name}`,
      restaurant: 'Staff of one restaurant',
      staffOf: (name: string) => `Staff of ${name}`,
      ends: 'Ends',
      hours: (hours: number) =>
        hours < 24 ? `in ${hours} h` : hours === 24 ? 'in a day' : `in ${hours / 24} days`,
      publish: 'Publish',
      published: 'The announcement is published.',
      end: 'End now',
      until: (time: string) => `until ${time}`,
      over: (time: string) => `ended ${time}`,
      none: { title: 'No announcements yet', text: 'What you publish is listed here with its end.' },
    },
    parked: {
      heading: 'Parked events',
      sentence: (count: number, words: string) =>
        count === 0
          ? 'All events were delivered.'
          : count === 1
            ? '1 event needs attention.'
            : `${words} events need attention.`,
      at: (event: string, consumer: string) => `${event} at ${consumer}`,
      tries: (count: number) => (count === 1 ? '1 attempt' : `${count} attempts`),
      retry: 'Retry',
      retryAll: 'Retry all',
      trying: 'Retrying…',
      outcome: (delivered: string, of: string) => `${delivered} of ${of} delivered.`,
      none: {
        title: 'No parked events',
        text: 'An event that a consumer cannot process after eight attempts is kept here with its error. No event is dropped.',
      },
    },
    access: {
      heading: 'Access check',
      sentence: 'Check why a user can or cannot see something, and which rules decide it.',
      who: 'Who',
      whoHint: 'Email or ID; for a tracking link, tracking: and the order ID.',
      what: 'What',
      kinds: {
        order: 'Order',
        restaurant: 'Restaurant',
        user: 'User',
        role: 'Role',
        public: 'Public',
      },
      hints: {
        order: 'The ID of the order, as in its address.',
        restaurant: 'The ID of the restaurant. Type its name to find it.',
        user: 'The ID of the user.',
        role: 'customer, owner, manager, kitchen, courier or operator.',
        public: '',
      },
      ask: 'Check',
      can: (who: string, room: string) => `${who} can see ${room}`,
      cannot: (who: string, room: string) => `${who} cannot see ${room}`,
      link: 'Anyone with the link',
      watcher: 'View only: no chat, no phone numbers, no last names.',
      rules: 'Rules checked',
      holds: 'applies',
      holdsNot: 'does not apply',
      sockets: 'Connections',
      inRoom: 'In this room now',
      notInRoom: 'Not in this room now',
      since: (time: string) => `since ${time}`,
      noSockets: 'Not connected.',
    },
  },
};
