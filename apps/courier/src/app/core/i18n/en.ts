import { shared } from '@passline/web/i18n/texts/en.ts';

/** All texts of the courier's pages. Other languages have the same shape, so a missing text does not compile. */
export const en = {
  ...shared,

  app: 'Passline Courier',

  signIn: {
    title: 'Sign in to deliver',
    email: 'Email address',
    password: 'Password',
    forgotten: 'Forgotten your password?',
    submit: 'Sign in',
    busy: 'Signing in…',
    missing: 'Enter your email address and your password.',
    refused: 'Email address or password is wrong.',
    tooMany: (wait: string) => `Too many attempts. Try again in ${wait}.`,
    ended: 'Your session has ended. Sign in again.',
    staff: 'This page is for couriers. Your account belongs to a restaurant.',
    toConsole: 'Open the console',
    customer:
      'This page is for couriers. Your account is a customer’s. To deliver, ask the restaurant for a courier account.',
    demo: 'Demo: sign in as',
  },

  line: {
    offline: 'No network',
    cut: 'No connection to the server',
    since: (time: string) => `since ${time}. What you see may be out of date.`,
    kept: (count: number) =>
      count === 1
        ? '1 step is kept on this phone and will be sent.'
        : `${count} steps are kept on this phone and will be sent.`,
  },

  frame: {
    earnings: 'Earnings',
    back: 'Back',
    connected: 'Connected',
  },

  duty: {
    on: 'On duty',
    off: 'Off duty',
    goOn: 'Go on duty',
    goOff: 'Go off duty',
    changing: 'One moment…',
    offTitle: 'You are off duty',
    offText: 'You get no jobs, and your position is not shared.',
    busyTitle: 'You are paused',
    busyText: 'Go on duty to get jobs again.',
    notChanged: 'Your duty was not changed.',
    position: {
      searching: 'Looking for your position…',
      denied:
        'This page may not use your position, so you get jobs from everywhere. Allow it in the browser.',
      unknown: 'Your position is unknown, so you get jobs from everywhere.',
    },
  },

  jobs: {
    title: 'Jobs near you',
    none: { title: 'No jobs right now', text: 'The next one appears here. Leave this page open.' },
    earn: 'You earn',
    fee: (fee: string, tip: string) => `${fee} fee + ${tip} tip`,
    tipOnly: 'tip only',
    toRestaurant: (distance: string) => `${distance} to the restaurant`,
    toDoor: (distance: string) => `${distance} to the door`,
    doorUnknown: 'distance to the door unknown',
    readyIn: (minutes: string) => `Ready in ${minutes} min`,
    ready: 'Ready now',
    doorBy: (time: string) => `at the door by ${time}`,
    late: (minutes: string) => `${minutes} min late`,
    collect: (amount: string) => `Collect ${amount} in cash`,
    accept: 'Accept',
    accepting: 'Accepting…',
    decline: 'Decline',
    declineName: (restaurant: string) => `Decline the job from ${restaurant}`,
    acceptName: (restaurant: string, amount: string) => `Accept the job from ${restaurant} for ${amount}`,
    gone: 'Another courier was faster',
  },

  delivery: {
    title: (number: string) => `Order ${number}`,
    steps: {
      at_restaurant: 'At the restaurant',
      picked_up: 'Picked up',
      at_door: 'At the door',
      delivered: 'Delivered',
    },
    acts: {
      at_restaurant: 'I’m at the restaurant',
      picked_up: 'Picked up',
      at_door: 'I’m at the door',
      delivered: 'Delivered',
    },
    collected: (amount: string) => `${amount} collected, delivered`,
    inKitchen: 'The kitchen has not started yet',
    waits: 'Kept on this phone. It will be sent with the next network.',
    sending: 'Sending…',
    pickUpAt: 'Pick up at',
    bringTo: 'Bring to',
    for: (name: string) => `for ${name}`,
    pickUpBy: (time: string) => `ready at ${time}`,
    doorBy: (time: string) => `at the door by ${time}`,
    note: 'Note',
    items: (count: number) => (count === 1 ? '1 item' : `${count} items`),
    navigate: 'Navigate',
    call: 'Call',
    chat: 'Chat',
    unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
    hideChat: 'Hide chat',
    chatNone: 'The customer and the restaurant read your messages.',
    collect: 'Collect in cash',
    paid: 'Paid. Collect nothing.',
    earn: (amount: string) => `You earn ${amount}`,
    you: 'You',
    door: 'Delivery address',
    mapFar: (distance: string) => `${distance} to go, as the crow flies.`,
    mapUnknown: 'The way to the address.',
    endings: {
      delivered: (number: string) => `Order ${number} delivered`,
      cancelled: (number: string) => `Order ${number} was cancelled`,
      taken: (number: string) => `Order ${number} is no longer yours`,
    },
    endingTexts: {
      delivered: (amount: string) => `You earned ${amount}.`,
      cancelled: 'The restaurant cancelled it. If you have the food, bring it back.',
      taken: 'The restaurant has ended it or given it to another courier.',
    },
    understood: 'OK',
  },

  trip: {
    title: (count: number) => `Your trip, ${count} orders`,
    next: { pick_up: 'Pick up', bring: 'To the door', done: 'Delivered' },
    door: (distance: string) => `${distance} to the door`,
    further: 'Take along from here',
  },

  earnings: {
    title: 'Earnings',
    today: 'Today',
    week: 'This week',
    deliveries: (count: number) => (count === 1 ? '1 delivery' : `${count} deliveries`),
    parts: (fees: string, tips: string) => `${fees} fees, ${tips} tips`,
    none: 'No deliveries this week yet.',
    list: 'Deliveries of this week',
    push: 'Messages while this page is closed',
    language: 'Language',
    signOut: 'Sign out',
    signOutHint: 'Signing out takes you off duty.',
    carrying: 'You carry an order. Deliver it before you sign out.',
  },
};

export type Messages = typeof en;
