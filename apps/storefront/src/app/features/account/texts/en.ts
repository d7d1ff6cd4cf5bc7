/** The texts of the account page, which only it loads. */
export const en = {
  heading: 'Your orders',

  fields: {
    name: 'Name',
    email: 'Email address',
    password: 'Password',
    passwordHint: 'At least 8 characters.',
    missing: {
      name: 'Enter your name.',
      email: 'Enter an email address such as ada@example.com.',
      password: 'Enter your password.',
      newPassword: 'Enter at least 8 characters.',
    },
  },

  entry: {
    signIn: {
      heading: 'Sign in',
      text: 'See your orders, and order them again.',
      submit: 'Sign in',
      other: 'No account yet? Create one',
      newPassword: 'Forgotten your password?',
      forgotten: 'Forgotten your password? Ask the restaurant to arrange a new one.',
      fromGuest: 'The orders that you placed here as a guest will no longer be on this list.',
    },
    register: {
      heading: 'Create an account',
      text: 'Your orders stay with you, on every device.',
      submit: 'Create account',
      other: 'Have an account? Sign in',
    },
    claim: {
      heading: 'Keep your orders',
      text: 'You order as a guest: your orders can be seen on this device only. With an email address and a password you find them everywhere.',
      submit: 'Create account',
      other: 'Have an account? Sign in',
    },
    sending: 'One moment…',
    refused: 'The email address or the password is wrong.',
    tooMany: (wait: string) => `Too many attempts. Try again in ${wait}.`,
    staff: 'This account does not belong to a customer. Staff and couriers sign in elsewhere.',
    taken: 'This email address already has an account. Sign in instead.',
    weak: 'Choose another password: at least 8 characters, five of them different, and no common word.',
    ended: 'Your session has ended. Sign in again.',
  },

  orders: {
    none: { title: 'No orders yet', text: 'What you order appears here.' },
    again: 'Order again',
    againOf: (number: string) => `Order again: ${number}`,
    follow: 'Follow',
    followOf: (number: string) => `Follow order ${number}`,
    more: 'Earlier orders',
    gone: 'This restaurant no longer takes orders here.',
  },

  data: {
    heading: 'Account',
    signedInAs: (name: string, email: string) => `${name}, ${email}`,
    guest: (name: string) => `${name}, as a guest`,
    download: 'Download my data',
    file: 'my-orders.json',
    signOut: 'Sign out',
    leaving: {
      title: 'Sign out as a guest?',
      text: 'You can then no longer see these orders.',
      act: 'Sign out',
      keep: 'Stay signed in',
    },
    erase: 'Delete my account',
    erasing: {
      title: 'Delete your account and your data?',
      text: 'Your name, telephone number, addresses and messages are deleted. This cannot be undone. The figures of your orders stay in the restaurant’s books, without your name.',
      password: 'Your password',
      act: 'Delete for good',
      wrong: 'The password is wrong.',
      open: 'One of your orders is still open. You can delete your account when it is over.',
      done: 'Your account is deleted.',
      keep: 'No, keep it',
    },
  },

  password: {
    given: 'Your password was set by another person. Choose your own.',
    change: 'Change password',
    current: 'Current password',
    next: 'New password',
    submit: 'Save password',
    cancel: 'Cancel',
    done: 'The new password is saved. You are signed out on your other devices.',
  },
};

export type AccountMessages = typeof en;
