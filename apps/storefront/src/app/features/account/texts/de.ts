import type { AccountMessages } from './en.ts';

export const de: AccountMessages = {
  heading: 'Ihre Bestellungen',

  fields: {
    name: 'Name',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    passwordHint: 'Mindestens 8 Zeichen.',
    missing: {
      name: 'Bitte Ihren Namen angeben.',
      email: 'Bitte eine E-Mail-Adresse angeben, zum Beispiel ada@example.com.',
      password: 'Bitte Ihr Passwort angeben.',
      newPassword: 'Bitte mindestens 8 Zeichen angeben.',
    },
  },

  entry: {
    signIn: {
      heading: 'Anmelden',
      text: 'Sehen Sie Ihre Bestellungen, und bestellen Sie noch einmal.',
      submit: 'Anmelden',
      other: 'Noch kein Konto? Jetzt anlegen',
      newPassword: 'Passwort vergessen?',
      forgotten: 'Passwort vergessen? Bitten Sie das Restaurant um ein neues.',
      fromGuest: 'Was Sie hier als Gast bestellt haben, steht dann nicht mehr auf dieser Liste.',
    },
    register: {
      heading: 'Konto anlegen',
      text: 'So finden Sie Ihre Bestellungen auf jedem Gerät wieder.',
      submit: 'Konto anlegen',
      other: 'Schon ein Konto? Anmelden',
    },
    claim: {
      heading: 'Bestellungen behalten',
      text: 'Sie bestellen als Gast: Ihre Bestellungen sind nur auf diesem Gerät zu sehen. Mit E-Mail-Adresse und Passwort finden Sie sie überall.',
      submit: 'Konto anlegen',
      other: 'Schon ein Konto? Anmelden',
    },
    sending: 'Einen Moment…',
    refused: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
    tooMany: (wait) => `Zu viele Versuche. Versuchen Sie es in ${wait} noch einmal.`,
    staff: 'Dies ist kein Kundenkonto. Personal und Kuriere melden sich an anderer Stelle an.',
    taken: 'Für diese E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich an.',
    weak: 'Bitte ein anderes Passwort wählen: mindestens 8 Zeichen, davon fünf verschiedene, und kein gängiges Wort.',
    ended: 'Ihre Sitzung ist beendet. Melden Sie sich noch einmal an.',
  },

  orders: {
    none: { title: 'Noch keine Bestellungen', text: 'Was Sie bestellen, erscheint hier.' },
    again: 'Noch einmal bestellen',
    againOf: (number) => `Noch einmal bestellen: ${number}`,
    follow: 'Verfolgen',
    followOf: (number) => `Verfolgen: Bestellung ${number}`,
    more: 'Frühere Bestellungen',
    gone: 'Dieses Restaurant nimmt hier keine Bestellungen mehr an.',
  },

  data: {
    heading: 'Konto',
    signedInAs: (name, email) => `${name}, ${email}`,
    guest: (name) => `${name}, als Gast`,
    download: 'Meine Daten herunterladen',
    file: 'meine-bestellungen.json',
    signOut: 'Abmelden',
    leaving: {
      title: 'Als Gast abmelden?',
      text: 'Diese Bestellungen können Sie dann nicht mehr sehen.',
      act: 'Abmelden',
      keep: 'Angemeldet bleiben',
    },
    erase: 'Mein Konto löschen',
    erasing: {
      title: 'Konto und Daten löschen?',
      text: 'Ihr Name, Ihre Telefonnummer, Ihre Adressen und Nachrichten werden gelöscht. Das lässt sich nicht rückgängig machen. Die Zahlen Ihrer Bestellungen bleiben ohne Ihren Namen in den Büchern des Restaurants.',
      password: 'Ihr Passwort',
      act: 'Endgültig löschen',
      wrong: 'Das Passwort ist falsch.',
      open: 'Eine Ihrer Bestellungen läuft noch. Danach können Sie Ihr Konto löschen.',
      done: 'Ihr Konto ist gelöscht.',
      keep: 'Nein, behalten',
    },
  },

  password: {
    given: 'Ihr Passwort hat jemand anders festgelegt. Wählen Sie ein eigenes.',
    change: 'Passwort ändern',
    current: 'Bisheriges Passwort',
    next: 'Neues Passwort',
    submit: 'Passwort speichern',
    cancel: 'Abbrechen',
    done: 'Das neue Passwort ist gespeichert. Auf Ihren anderen Geräten sind Sie abgemeldet.',
  },
};
