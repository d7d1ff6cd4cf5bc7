export const door = {
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
    refused:
      'Email or password is wrong. Whoever has forgotten theirs is given a new one by an owner of the restaurant, or by Passline.',
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

  password: {
    title: 'Change password',
    text: 'You stay signed in here. Everywhere else you are signed out at once.',
    givenTitle: 'Choose a password of your own',
    given: 'Somebody else chose the one you have and knows it. With your own, only you can sign in.',
    first: 'The password that you were given',
    current: 'Your password now',
    next: 'New password',
    hint: 'At least 8 characters.',
    again: 'New password once more',
    short: 'At least 8 characters.',
    long: 'At most 200 characters.',
    same: 'This is the one that you have already.',
    differs: 'These two are not the same.',
    wrong: 'Your password now is another one. Nothing was changed.',
    act: 'Change it',
    busy: 'Changing…',
    cancel: 'Cancel',
    later: 'Later',
    changed: 'Your password is changed. Everywhere else you are signed out.',
  },
};
