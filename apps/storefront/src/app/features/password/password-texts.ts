import { Service, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';

const en = {
  ask: {
    title: 'Forgotten your password?',
    text: 'Enter the email address of your account. You get a mail with a link to choose a new password.',
    email: 'Email address',
    missing: 'Enter an email address such as ada@example.com.',
    submit: 'Send the link',
    sent: (email: string) =>
      `If ${email} has an account, a mail with a link is on its way. It can take a few minutes; look into the spam folder too.`,
    again: 'Use another address',
    off: 'This server sends no mails. Ask the restaurant for a new password; restaurants ask whoever runs this server.',
  },
  choose: {
    title: 'Choose your password',
    field: 'New password',
    hint: 'At least 8 characters.',
    missing: 'Enter at least 8 characters.',
    weak: 'Choose another password: at least 8 characters, five of them different, and no common word.',
    submit: 'Save password',
    ended: 'This link was used before or has ended.',
    newLink: 'Ask for a new link',
  },
  done: {
    title: 'Your password is saved',
    text: 'You are signed out on all devices. Sign in with the new password.',
    console: 'To the console',
    courier: 'To your deliveries',
    customer: 'Open the page of the restaurant where you order, and sign in there.',
  },
  sending: 'One moment…',
  tooMany: (wait: string) => `Too many attempts. Try again in ${wait}.`,
};

const de: typeof en = {
  ask: {
    title: 'Passwort vergessen?',
    text: 'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Sie bekommen eine E-Mail mit einem Link, um ein neues Passwort zu wählen.',
    email: 'E-Mail-Adresse',
    missing: 'Geben Sie eine E-Mail-Adresse wie ada@example.com ein.',
    submit: 'Link senden',
    sent: (email) =>
      `Wenn ${email} ein Konto hat, ist eine E-Mail mit einem Link unterwegs. Das kann einige Minuten dauern; sehen Sie auch im Spam-Ordner nach.`,
    again: 'Andere Adresse verwenden',
    off: 'Dieser Server sendet keine E-Mails. Bitten Sie das Restaurant um ein neues Passwort; Restaurants fragen den Betreiber dieses Servers.',
  },
  choose: {
    title: 'Passwort wählen',
    field: 'Neues Passwort',
    hint: 'Mindestens 8 Zeichen.',
    missing: 'Geben Sie mindestens 8 Zeichen ein.',
    weak: 'Wählen Sie ein anderes Passwort: mindestens 8 Zeichen, davon fünf verschiedene, und kein gängiges Wort.',
    submit: 'Passwort speichern',
    ended: 'Dieser Link wurde schon benutzt oder ist abgelaufen.',
    newLink: 'Neuen Link anfordern',
  },
  done: {
    title: 'Ihr Passwort ist gespeichert',
    text: 'Sie sind auf allen Geräten abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
    console: 'Zur Konsole',
    courier: 'Zu Ihren Lieferungen',
    customer: 'Öffnen Sie die Seite des Restaurants, bei dem Sie bestellen, und melden Sie sich dort an.',
  },
  sending: 'Einen Moment…',
  tooMany: (wait) => `Zu viele Versuche. Versuchen Sie es in ${wait} noch einmal.`,
};

/** The texts of the password page, which only it loads. */
@Service()
export class PasswordTexts {
  readonly #code = inject(Language).code;
  readonly messages = computed(() => (this.#code() === 'de' ? de : en));
}
