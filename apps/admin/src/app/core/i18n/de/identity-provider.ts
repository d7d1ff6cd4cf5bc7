import type { identityProvider as words } from '../en/identity-provider.ts';

export const identityProvider: typeof words = {
  signIn: (provider) => `Mit ${provider} anmelden`,
  problems: {
    provider_unavailable: (provider) =>
      `${provider} antwortet nicht. Bitte mit dem Passwort anmelden oder es später erneut versuchen.`,
    provider_refused: (provider) => `${provider} hat Sie nicht angemeldet. Bitte erneut versuchen.`,
    sign_in_expired: () =>
      'Das hat zu lange gedauert oder wurde in einem anderen Fenster oder Browser begonnen. Bitte die Anmeldung neu beginnen.',
    email_unverified: (provider) =>
      `${provider} hat Ihre E-Mail-Adresse nicht bestätigt. Bitte dort bestätigen oder mit dem Passwort anmelden.`,
    account_unknown: (provider) =>
      `Kein Konto hat die E-Mail-Adresse, die ${provider} nennt. Inhaberinnen, Inhaber oder der Betrieb können eines anlegen.`,
    account_not_staff: (provider) =>
      `${provider} ist nur für die Menschen eines Restaurants. Gäste und Kuriere melden sich mit ihrem Passwort an.`,
    account_of_another: (provider) =>
      `Dieses Konto gehört bei ${provider} einer anderen Person. Inhaberinnen, Inhaber oder der Betrieb können die Verknüpfung lösen.`,
  },
  title: 'Identitätsanbieter',
  linked: (provider) => `Meldet sich mit ${provider} an`,
  some: 'dem Identitätsanbieter',
  unlink: {
    ask: (provider) => `Verknüpfung mit ${provider} lösen`,
    title: (name, provider) => `Verknüpfung von ${name} mit ${provider} lösen?`,
    text: 'Die Person wird binnen einer Sekunde überall abgemeldet. Wer sich dort als Nächstes mit der bestätigten Adresse dieses Kontos anmeldet, wird wieder verknüpft. Um jemanden auszuschließen, sperren Sie das Konto.',
    act: 'Verknüpfung lösen',
    keep: 'Abbrechen',
    done: (name) => `${name} ist nicht mehr verknüpft.`,
  },
};
