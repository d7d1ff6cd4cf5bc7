/** Texts of what all pages share. Other languages have the same shape, so a missing text does not compile. */
export const shared = {
  state: {
    loading: 'Loading…',
    retry: 'Try again',
    dismiss: 'Dismiss',
    notices: 'Notices',
    reference: (id: string) => `Reference ${id}`,
  },

  problems: {
    offline: 'You are offline. Nothing was changed.',
    unreachable: 'The server is not responding. Nothing was changed.',
    overloaded: 'The server is busy. Nothing was changed. Try again in a few seconds.',
    forbidden: 'Your role does not allow this.',
    not_found: 'This no longer exists.',
    conflict: 'Another user changed this first. You now see their version.',
    validation: 'The server rejected these values.',
    rate_limited: 'Too many requests. Wait a moment, then try again.',
    session: 'Your session has ended.',
    server: 'Something went wrong on the server. We’ve logged it.',
    heading: 'This could not be loaded',
  },

  map: {
    title: 'Location',
    label: (sentence: string) => `Map. ${sentence} Arrow keys pan, plus and minus zoom.`,
    closer: 'Zoom in',
    further: 'Zoom out',
    whole: 'Show all',
    failed: 'The map could not be loaded. Everything else works without it.',
    door: (name: string) => `Delivery address of ${name}`,
    yourDoor: 'Your address',
    fromRestaurant: (name: string, distance: string, age: string) =>
      `${name} is ${distance} from the restaurant, updated ${age} ago.`,
    toDoor: (name: string, distance: string, age: string) =>
      `${name} is ${distance} from you, updated ${age} ago.`,
    seen: (name: string, age: string) => `${name}: last position ${age} ago.`,
    unseen: (name: string) => `${name} has not shared a position yet.`,
  },

  ages: {
    seconds: (number: string) => `${number} s`,
    minutes: (number: string) => `${number} min`,
    hours: (number: string) => `${number} h`,
  },

  chat: {
    title: 'Chat',
    you: 'You',
    words: 'Write a message',
    send: 'Send',
    sending: 'sending…',
    again: 'Not sent. Send again',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    participants: 'Participants',
    sides: { customer: 'Customer', staff: 'Restaurant', courier: 'Courier' },
    online: 'online',
    offline: 'offline',
    lastSeen: (time: string) => `last seen ${time}`,
    typing: (name: string) => `${name} is typing…`,
  },

  reasons: {
    item_sold_out: 'A dish is sold out',
    too_busy: 'Kitchen too busy',
    closing: 'Closing soon',
    outside_area: 'Outside delivery area',
    customer_request: 'Customer asked to cancel',
    customer_unreachable: 'Customer cannot be reached',
    duplicate: 'Duplicate or mistaken order',
    done_by_mistake: 'Marked as done by mistake',
    item_missing: 'A dish is missing',
    item_wrong: 'A dish is not as ordered',
    not_received: 'The customer did not get it',
    not_answered: 'The restaurant did not answer in time',
    replacement_declined: 'The customer did not want the replacement',
    replacement_not_answered: 'A dish cannot be made, and the customer did not answer in time',
    unspecified: 'No reason given',
  },
};

export type SharedTexts = typeof shared;
