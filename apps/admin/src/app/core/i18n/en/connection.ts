export const line = {
  network: {
    lost: (since: string) => `No network since ${since}.`,
    kept: 'What you see is from then. Changes cannot be saved until it is back.',
  },

  line: {
    states: {
      disconnected: 'Not connected',
      connecting: 'Connecting',
      connected: 'Live',
      reconnecting: 'Reconnecting',
      error: 'Line refused',
    },
    asOf: (seconds: string) => `as of ${seconds} s ago`,
    dead: (since: string) => `No line to the server since ${since}.`,
    replaced: 'This screen was closed by the server: the same account is open on too many others.',
    kept: 'The board shows how things were then. It catches up by itself.',
    asking: (time: string) =>
      `Orders are asked for every ten seconds meanwhile, last at ${time}. The rest shows how things were then.`,
    again: 'Connect again',
    caughtUp: (count: number) => (count === 1 ? '1 change caught up.' : `${count} changes caught up.`),
  },

  version: {
    newer: 'A new version is ready.',
    reload: 'Reload',
    missing: 'This part belongs to a version that is gone. Reload to get the present one; nothing is lost.',
    missingOffline: 'This part is not on this device yet, and there is no network to fetch it.',
  },

  push: {
    title: 'While the console is closed',
    hint: 'This device can call for new orders even when no console is open on it. It ends when you sign out.',
    legend: 'Call on this device',
    on: 'Yes',
    off: 'No',
    states: {
      off: '',
      asking: 'The browser asks whether it may.',
      on: 'It calls. Nothing about a guest is ever shown on a locked screen.',
      refused:
        'This browser was told never to show notifications of this page. Its own settings change that.',
      impossible:
        'This browser cannot do that. On an iPhone or iPad, install the console first: share, then add to the home screen.',
      failed: 'The browser could not be reached through its own service. Try again when it is online.',
    },
  },

  kept: {
    title: (at: string, age: string) => `To read only: the board as of ${at}, ${age}.`,
    text: 'It comes alive by itself when the server answers.',
    read: 'Nothing can be changed on a board from earlier.',
  },

  alarm: {
    bell: 'Bell',
    title: (count: number) => (count === 1 ? '(1) New order' : `(${count}) New orders`),
    called: (number: string) => `New order ${number}`,
    startOfShift: 'Start of shift: check that the bell can be heard from where you work.',
    play: 'Ring the bell',
    didYou: 'Did you hear it?',
    yes: 'Yes, I heard it',
    no: 'No',
    again: 'Ring again',
    turnOn: 'Turn it on and ring',
    muted: { title: 'The bell is off.', text: 'New orders do not ring on this screen.' },
    blocked: {
      title: 'The bell cannot be heard yet.',
      text: 'The browser keeps it silent until somebody touches this page.',
    },
    unheard: {
      title: 'Nobody heard the bell.',
      text: 'Check the volume of this device and whether its speaker is connected, then ring again.',
    },
  },
};
