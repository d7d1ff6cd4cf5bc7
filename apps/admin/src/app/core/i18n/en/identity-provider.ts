/** Loaded with the parts that need it: most servers have no identity provider. */
export const identityProvider = {
  signIn: (provider: string) => `Sign in with ${provider}`,
  problems: {
    provider_unavailable: (provider: string) =>
      `${provider} does not answer. Sign in with your password, or try again later.`,
    provider_refused: (provider: string) => `${provider} did not sign you in. Try again.`,
    sign_in_expired: () =>
      'That took too long, or was begun in another window or browser. Start the sign-in again.',
    email_unverified: (provider: string) =>
      `${provider} has not verified your email address. Verify it there, or sign in with your password.`,
    account_unknown: (provider: string) =>
      `No account here has the email address that ${provider} names. Ask an owner or an operator for one.`,
    account_not_staff: (provider: string) =>
      `${provider} is only for the people of a restaurant. Customers and couriers sign in with their password.`,
    account_of_another: (provider: string) =>
      `This account belongs to another person at ${provider}. Ask an owner or an operator to unlink it.`,
  },
  title: 'Identity provider',
  linked: (provider: string) => `Signs in with ${provider}`,
  /** The server no longer has one. */
  some: 'the identity provider',
  unlink: {
    ask: (provider: string) => `Unlink from ${provider}`,
    title: (name: string, provider: string) => `Unlink ${name} from ${provider}?`,
    text: 'They are signed out everywhere within a second. The next person who signs in there with the verified address of this account is linked to it. To keep a person out, disable the account.',
    act: 'Unlink',
    keep: 'Cancel',
    done: (name: string) => `${name} is no longer linked.`,
  },
};
