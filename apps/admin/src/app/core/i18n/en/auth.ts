export const auth = {
  signIn: {
    promise: 'New orders ring here until you answer them.',
    email: 'Email',
    password: 'Password',
    show: 'Show password',
    hide: 'Hide password',
    forgotten: 'Forgotten your password?',
    submit: 'Sign in',
    busy: 'Signing in…',
    emailMissing: 'Enter your email address.',
    emailOdd: 'Enter a valid email address.',
    passwordMissing: 'Enter your password.',
    refused: 'Wrong email or password. Forgot it? Ask an owner to reset it.',
    tooMany: (wait: string) => `Too many attempts. Wait ${wait}, then try again.`,
    ended: 'Your session has ended. Sign in again to continue where you were.',
    offline: 'You are offline. Connect to a network to sign in.',
    demo: {
      title: 'Try the demo',
      text: 'This server has demo data. Open the console as:',
    },
  },

  wrongApp: {
    customer: {
      title: 'This console is for restaurants',
      text: (name: string) =>
        `You are signed in as ${name}, a customer. Use the customer app or your tracking link to place and follow orders.`,
    },
    courier: {
      title: 'This console is for restaurants',
      text: (name: string) => `You are signed in as ${name}, a courier. Use the courier app for deliveries.`,
    },
    signOut: 'Sign out and use another account',
  },

  password: {
    title: 'Change password',
    text: 'You stay signed in here and are signed out everywhere else.',
    givenTitle: 'Choose your own password',
    given: 'Your current password was set by someone else. Choose one that only you know.',
    first: 'Password you were given',
    current: 'Current password',
    next: 'New password',
    hint: 'At least 8 characters.',
    again: 'Repeat new password',
    short: 'At least 8 characters.',
    long: 'At most 200 characters.',
    same: 'Choose a password that differs from your current one.',
    differs: 'The passwords do not match.',
    wrong: 'The current password is wrong. Nothing was changed.',
    act: 'Change password',
    busy: 'Changing…',
    cancel: 'Cancel',
    later: 'Later',
    changed: 'Password changed. You are signed out everywhere else.',
  },
};
