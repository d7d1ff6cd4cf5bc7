/** Every word that the console says. Other languages fit this shape; a missing text does not compile. */
export const en = {
  product: 'Passline',
  titles: {
    signIn: 'Sign in',
    orders: 'Orders',
    menu: 'Menu',
    restaurants: 'Restaurants',
    users: 'Users',
    missing: 'Not found',
    elsewhere: 'Not for this account',
  },

  signIn: {
    promise: 'A new order rings here until somebody answers it.',
    email: 'Email',
    password: 'Password',
    show: 'Show password',
    hide: 'Hide password',
    submit: 'Sign in',
    busy: 'Signing in…',
    emailMissing: 'Type your email address.',
    emailOdd: 'This does not look like an email address.',
    passwordMissing: 'Type your password.',
    refused: 'Email or password is wrong. Nothing else is known to us, so check both.',
    tooMany: (wait: string) => `Too many tries. Wait ${wait}, then try again.`,
    ended: 'Your session has ended. Sign in again to go on where you were.',
    offline: 'There is no network. Signing in needs one.',
  },

  elsewhere: {
    customer: {
      title: 'This console is for restaurants',
      text: (name: string) =>
        `You are signed in as ${name}, a customer. Orders are placed and followed in the customer app or by the tracking link that you were sent.`,
    },
    courier: {
      title: 'This console is for restaurants',
      text: (name: string) =>
        `You are signed in as ${name}, a courier. Deliveries are offered and taken in the courier app.`,
    },
    signOut: 'Sign out and use another account',
  },

  shell: {
    skip: 'Skip to content',
    navigation: 'Main',
    more: 'More',
    person: 'Appearance and sign out',
    signOut: 'Sign out',
    allRestaurants: 'All restaurants',
    roles: {
      owner: 'Owner',
      manager: 'Manager',
      kitchen: 'Kitchen',
      operator: 'Operator',
      customer: 'Customer',
      courier: 'Courier',
    },
    missing: {
      title: 'There is no such page',
      text: 'It does not exist, or your role does not open it. Nothing was changed.',
      back: 'Back to the first screen',
    },
  },

  look: {
    heading: 'Appearance',
    pass: 'The board',
    office: 'Other screens',
    dark: 'Dark',
    light: 'Light',
    contrast: 'High contrast',
    language: 'Language',
  },

  network: {
    lost: (since: string) => `No network since ${since}.`,
    kept: 'What you see is from then. Changes cannot be saved until it is back.',
  },

  status: {
    change: 'Change it',
    open: 'Open',
    busy: 'Busy',
    closed: 'Closed',
    busyBy: (minutes: string) => `+${minutes} min`,
    until: (time: string) => `until ${time}`,
    saving: 'saving…',
    unknown: 'Status unknown',
    openSentence: 'Open, at normal times.',
    busySentence: (minutes: string, until: string) => `Busy: ${minutes} minutes longer${until}.`,
    closedSentence: (until: string) => `Closed${until}.`,
    untilWord: (time: string) => ` until ${time}`,

    title: 'Are you taking orders?',
    openHint: 'Orders come in at normal times.',
    busyHint: 'Orders come in; every promise is longer.',
    closedHint: 'Nobody can order.',
    longer: 'How many minutes longer does food take?',
    minutes: (minutes: string) => `${minutes} min`,
    hours: (hours: string) => `${hours} h`,
    howLong: 'For how long?',
    restOfDay: 'Rest of the day',
    customTime: 'Until',
    message: 'What customers read',
    messageHint: 'Optional, for example “Oven is being repaired”.',
    close: 'Close',
    act: {
      open: 'Open now',
      stay: 'Stay open',
      busy: (minutes: string, until: string) => `Busy: +${minutes} min until ${until}`,
      closed: (until: string) => `Close until ${until}`,
      closedForToday: 'Close for the rest of the day',
    },
    refused: (now: string) => `The status was not changed. It is still: ${now}`,
  },

  orders: {
    heading: 'Orders',
    columns: {
      pending: 'New',
      confirmed: 'Confirmed',
      preparing: 'Preparing',
      ready: 'Ready',
      out_for_delivery: 'On the way',
      delivered: 'Done',
      cancelled: 'Cancelled',
    },
    none: {
      title: 'No open orders',
      open: 'A new order appears here, large and ringing, until somebody answers it.',
      closed: 'You are closed, so nobody can order. Open at the top when you are ready.',
    },
  },

  menu: {
    heading: 'Menu',
    sentence: (dishes: string, off: string) => `${dishes} dishes, ${off} sold out.`,
    available: 'Available',
    soldOut: 'Sold out',
    backAt: (time: string) => `back ${time}`,
    refused: (dish: string) => `${dish} was not changed.`,
    none: {
      title: 'No dishes yet',
      text: 'Dishes appear here by category. An owner or manager adds the first one.',
    },
  },

  restaurants: {
    heading: 'Restaurants',
    sentence: (all: string, open: string) => `${all} restaurants, ${open} open.`,
    none: { title: 'No restaurants yet', text: 'A restaurant appears here as soon as it is added.' },
  },

  users: {
    heading: 'Users',
    sentence: (shown: string) => `${shown} accounts.`,
    search: 'Search by name or email',
    disabled: 'Disabled',
    more: 'Show more',
    none: { title: 'Nobody found', text: 'No account fits these words. Try fewer letters.' },
  },

  state: {
    loading: 'Loading…',
    retry: 'Try again',
    dismiss: 'Dismiss',
    notices: 'Notices',
    reference: (id: string) => `Reference ${id}`,
  },

  problems: {
    offline: 'There is no network. Nothing was changed.',
    unreachable: 'The server does not answer. Nothing was changed.',
    forbidden: 'Your role does not allow this.',
    not_found: 'It is not there any more.',
    conflict: 'Somebody else was first. What you see now is what they did.',
    validation: 'The server did not accept these values.',
    rate_limited: 'That was too often. Wait a moment, then try again.',
    session: 'Your session has ended.',
    server: 'Something went wrong on the server. It has been written down there.',
    heading: 'This could not be loaded',
  },
};

export type Messages = typeof en;
