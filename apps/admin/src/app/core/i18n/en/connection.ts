export const connection = {
  network: {
    lost: (since: string) => `No network since ${since}.`,
    kept: 'You see the last known state. Changes cannot be saved until you are back online.',
  },

  connection: {
    states: {
      disconnected: 'Not connected',
      connecting: 'Connecting',
      connected: 'Live',
      reconnecting: 'Reconnecting',
      error: 'Refused',
    },
    asOf: (seconds: string) => `updated ${seconds} s ago`,
    dead: (since: string) => `No connection to the server since ${since}.`,
    replaced: 'Disconnected: this account is open on too many screens.',
    kept: 'The board shows the last known state and updates automatically.',
    asking: (time: string) =>
      `Orders are checked every ten seconds, last at ${time}. Everything else shows the last known state.`,
    again: 'Reconnect',
    caughtUp: (count: number) =>
      count === 1 ? '1 missed change loaded.' : `${count} missed changes loaded.`,
  },

  version: {
    newer: 'A new version is available.',
    reload: 'Reload',
    missing: 'This page belongs to an older version. Reload to get the current one; nothing is lost.',
    missingOffline: 'This page is not stored on this device, and there is no network to load it.',
  },

  pushSetting: {
    title: 'When the console is closed',
    hint: 'This device can notify you even when the console is closed. It stops when you sign out.',
    legend: 'Notify this device',
    on: 'Yes',
    off: 'No',
  },

  offlineBoard: {
    title: (at: string, age: string) => `Read-only: board from ${at}, ${age}.`,
    text: 'It updates automatically when the server responds.',
    read: 'You cannot change orders on a saved board.',
  },

  alarm: {
    bell: 'Sound',
    title: (count: number) => (count === 1 ? '(1) New order' : `(${count}) New orders`),
    ringing: {
      heading: 'Ringing orders',
      count: (count: number) => (count === 1 ? '1 order is ringing' : `${count} orders are ringing`),
      silenceAll: 'Silence all',
    },
    cancelled: {
      heading: 'Cancelled orders',
      customer: (number: string) => `Order ${number} was cancelled by the customer`,
      staff: (number: string) => `Order ${number} was cancelled on another screen`,
      system: (number: string) => `Order ${number} was cancelled automatically`,
      more: (count: number) => `and ${count} more`,
      seen: 'Got it',
    },
    called: (number: string) => `New order ${number}`,
    startOfShift: 'Start of shift: check that you can hear the alarm where you work.',
    play: 'Test alarm',
    didYou: 'Did you hear it?',
    yes: 'Yes, I heard it',
    no: 'No',
    again: 'Test again',
    turnOn: 'Turn on and test',
    muted: { title: 'Sound is off.', text: 'New orders do not ring on this screen.' },
    blocked: {
      title: 'Sound is blocked.',
      text: 'Tap anywhere so that the browser can play it.',
    },
    unheard: {
      title: 'The alarm was not heard.',
      text: 'Check the volume and speaker of this device, then test again.',
    },
  },
};
