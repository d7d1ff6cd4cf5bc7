import type { door as words } from '../en/auth.ts';

export const door: typeof words = {
  signIn: {
    promise: 'Eine neue Bestellung klingelt hier, bis jemand antwortet.',
    email: 'E-Mail',
    password: 'Passwort',
    show: 'Passwort anzeigen',
    hide: 'Passwort verbergen',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft…',
    emailMissing: 'Bitte die E-Mail-Adresse eingeben.',
    emailOdd: 'Das sieht nicht wie eine E-Mail-Adresse aus.',
    passwordMissing: 'Bitte das Passwort eingeben.',
    refused:
      'E-Mail oder Passwort ist falsch. Wer seines vergessen hat, bekommt ein neues von einer Inhaberin, einem Inhaber oder von Passline.',
    tooMany: (wait) => `Zu viele Versuche. Bitte ${wait} warten und noch einmal versuchen.`,
    ended: 'Die Sitzung ist beendet. Nach der Anmeldung geht es an derselben Stelle weiter.',
    offline: 'Kein Netz. Zum Anmelden wird eines gebraucht.',
  },

  elsewhere: {
    customer: {
      title: 'Diese Konsole ist für Restaurants',
      text: (name) =>
        `Angemeldet ist ${name}, ein Kundenkonto. Bestellt und verfolgt wird in der Kunden-App oder über den zugesandten Link.`,
    },
    courier: {
      title: 'Diese Konsole ist für Restaurants',
      text: (name) =>
        `Angemeldet ist ${name}, ein Kurierkonto. Fahrten werden in der Kurier-App angeboten und angenommen.`,
    },
    signOut: 'Abmelden und ein anderes Konto nehmen',
  },

  password: {
    title: 'Passwort ändern',
    text: 'Hier bleiben Sie angemeldet. Überall sonst werden Sie sofort abgemeldet.',
    givenTitle: 'Ein eigenes Passwort wählen',
    given:
      'Das jetzige hat jemand anderes gewählt und kennt es. Mit einem eigenen können nur Sie sich anmelden.',
    first: 'Das Passwort, das Sie bekommen haben',
    current: 'Ihr jetziges Passwort',
    next: 'Neues Passwort',
    hint: 'Mindestens 8 Zeichen.',
    again: 'Neues Passwort noch einmal',
    short: 'Mindestens 8 Zeichen.',
    long: 'Höchstens 200 Zeichen.',
    same: 'Das ist das Passwort, das Sie schon haben.',
    differs: 'Diese beiden sind nicht gleich.',
    wrong: 'Ihr jetziges Passwort ist ein anderes. Nichts wurde geändert.',
    act: 'Ändern',
    busy: 'Wird geändert…',
    cancel: 'Abbrechen',
    later: 'Später',
    changed: 'Ihr Passwort ist geändert. Überall sonst sind Sie abgemeldet.',
  },
};
