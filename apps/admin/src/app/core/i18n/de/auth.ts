import type { auth as words } from '../en/auth.ts';

export const auth: typeof words = {
  signIn: {
    promise: 'Neue Bestellungen klingeln hier, bis Sie reagieren.',
    email: 'E-Mail',
    password: 'Passwort',
    show: 'Passwort anzeigen',
    hide: 'Passwort verbergen',
    forgotten: 'Passwort vergessen?',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft…',
    emailMissing: 'Bitte die E-Mail-Adresse eingeben.',
    emailOdd: 'Bitte eine gültige E-Mail-Adresse eingeben.',
    passwordMissing: 'Bitte das Passwort eingeben.',
    refused: 'E-Mail oder Passwort ist falsch. Vergessen? Inhaberinnen und Inhaber können es zurücksetzen.',
    tooMany: (wait) => `Zu viele Versuche. Bitte ${wait} warten und erneut versuchen.`,
    ended: 'Ihre Sitzung ist abgelaufen. Nach der Anmeldung geht es an derselben Stelle weiter.',
    offline: 'Sie sind offline. Zum Anmelden ist eine Netzverbindung nötig.',
    demo: {
      title: 'Demo ausprobieren',
      text: 'Dieser Server enthält Demodaten. Die Konsole öffnen als:',
    },
  },

  wrongApp: {
    customer: {
      title: 'Diese Konsole ist für Restaurants',
      text: (name) =>
        `Sie sind als ${name} mit einem Kundenkonto angemeldet. Bestellen und verfolgen Sie in der Kunden-App oder über Ihren Link.`,
    },
    courier: {
      title: 'Diese Konsole ist für Restaurants',
      text: (name) =>
        `Sie sind als ${name} mit einem Kurierkonto angemeldet. Lieferungen finden Sie in der Kurier-App.`,
    },
    signOut: 'Abmelden und anderes Konto verwenden',
  },

  password: {
    title: 'Passwort ändern',
    text: 'Hier bleiben Sie angemeldet, überall sonst werden Sie abgemeldet.',
    givenTitle: 'Eigenes Passwort wählen',
    given: 'Ihr aktuelles Passwort hat jemand anderes vergeben. Wählen Sie eines, das nur Sie kennen.',
    first: 'Erhaltenes Passwort',
    current: 'Aktuelles Passwort',
    next: 'Neues Passwort',
    hint: 'Mindestens 8 Zeichen.',
    again: 'Neues Passwort wiederholen',
    short: 'Mindestens 8 Zeichen.',
    long: 'Höchstens 200 Zeichen.',
    same: 'Bitte ein anderes als das aktuelle Passwort wählen.',
    differs: 'Die Passwörter stimmen nicht überein.',
    wrong: 'Das aktuelle Passwort ist falsch. Nichts wurde geändert.',
    act: 'Passwort ändern',
    busy: 'Wird geändert…',
    cancel: 'Abbrechen',
    later: 'Später',
    changed: 'Passwort geändert. Überall sonst sind Sie abgemeldet.',
  },
};
