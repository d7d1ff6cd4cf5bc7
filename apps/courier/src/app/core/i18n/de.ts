import { shared } from '@passline/web/i18n/texts/de.ts';
import type { Messages } from './en.ts';

export const de: Messages = {
  ...shared,

  app: 'Passline Kurier',

  signIn: {
    title: 'Anmelden und losfahren',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    forgotten: 'Passwort vergessen?',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft…',
    missing: 'Bitte E-Mail-Adresse und Passwort eingeben.',
    refused: 'E-Mail-Adresse oder Passwort ist falsch.',
    tooMany: (wait) => `Zu viele Versuche. Bitte in ${wait} erneut versuchen.`,
    ended: 'Ihre Sitzung ist abgelaufen. Bitte neu anmelden.',
    staff: 'Diese Seite ist für Kuriere. Ihr Konto gehört zu einem Restaurant.',
    toConsole: 'Zur Konsole',
    customer:
      'Diese Seite ist für Kuriere. Ihr Konto ist das eines Gastes. Wenn Sie liefern möchten, fragen Sie das Restaurant nach einem Kurierkonto.',
    demo: 'Demo: anmelden als',
  },

  line: {
    offline: 'Kein Netz',
    cut: 'Keine Verbindung zum Server',
    since: (time) => `seit ${time}. Die Anzeige kann veraltet sein.`,
    kept: (count) =>
      count === 1
        ? '1 Schritt ist auf diesem Telefon gespeichert und wird noch gesendet.'
        : `${count} Schritte sind auf diesem Telefon gespeichert und werden noch gesendet.`,
  },

  frame: {
    earnings: 'Verdienst',
    back: 'Zurück',
    connected: 'Verbunden',
  },

  duty: {
    on: 'Im Dienst',
    off: 'Außer Dienst',
    goOn: 'Dienst beginnen',
    goOff: 'Dienst beenden',
    changing: 'Einen Moment…',
    offTitle: 'Sie sind außer Dienst',
    offText: 'Sie bekommen keine Aufträge, und Ihr Standort wird nicht geteilt.',
    busyTitle: 'Sie machen Pause',
    busyText: 'Beginnen Sie den Dienst, um wieder Aufträge zu bekommen.',
    notChanged: 'Ihr Dienst wurde nicht geändert.',
    position: {
      searching: 'Ihr Standort wird gesucht…',
      denied:
        'Diese Seite darf Ihren Standort nicht verwenden. Sie bekommen daher Aufträge von überall. Erlauben Sie ihn im Browser.',
      unknown: 'Ihr Standort ist unbekannt. Sie bekommen daher Aufträge von überall.',
    },
  },

  jobs: {
    title: 'Aufträge in der Nähe',
    none: {
      title: 'Gerade keine Aufträge',
      text: 'Der nächste erscheint hier. Lassen Sie diese Seite geöffnet.',
    },
    earn: 'Sie verdienen',
    fee: (fee, tip) => `${fee} Lohn + ${tip} Trinkgeld`,
    tipOnly: 'nur Trinkgeld',
    toRestaurant: (distance) => `${distance} zum Restaurant`,
    toDoor: (distance) => `${distance} bis zur Tür`,
    doorUnknown: 'Strecke zur Tür unbekannt',
    readyIn: (minutes) => `Fertig in ${minutes} Min.`,
    ready: 'Jetzt fertig',
    doorBy: (time) => `bis ${time} an der Tür`,
    late: (minutes) => `${minutes} Min. zu spät`,
    collect: (amount) => `${amount} bar kassieren`,
    accept: 'Annehmen',
    accepting: 'Wird angenommen…',
    decline: 'Ablehnen',
    declineName: (restaurant) => `Auftrag von ${restaurant} ablehnen`,
    acceptName: (restaurant, amount) => `Auftrag von ${restaurant} für ${amount} annehmen`,
    gone: 'Ein anderer Kurier war schneller',
  },

  delivery: {
    title: (number) => `Bestellung ${number}`,
    steps: {
      at_restaurant: 'Am Restaurant',
      picked_up: 'Abgeholt',
      at_door: 'An der Tür',
      delivered: 'Übergeben',
    },
    acts: {
      at_restaurant: 'Ich bin am Restaurant',
      picked_up: 'Abgeholt',
      at_door: 'Ich bin an der Tür',
      delivered: 'Übergeben',
    },
    collected: (amount) => `${amount} kassiert, übergeben`,
    inKitchen: 'Die Küche hat noch nicht begonnen',
    waits: 'Auf diesem Telefon gespeichert. Wird mit dem nächsten Netz gesendet.',
    sending: 'Wird gesendet…',
    pickUpAt: 'Abholen bei',
    bringTo: 'Bringen zu',
    for: (name) => `für ${name}`,
    pickUpBy: (time) => `fertig um ${time}`,
    doorBy: (time) => `bis ${time} an der Tür`,
    note: 'Hinweis',
    items: (count) => (count === 1 ? '1 Artikel' : `${count} Artikel`),
    navigate: 'Route',
    call: 'Anrufen',
    chat: 'Chat',
    unread: (count) => (count === 1 ? '1 neue Nachricht' : `${count} neue Nachrichten`),
    hideChat: 'Chat schließen',
    chatNone: 'Der Gast und das Restaurant lesen Ihre Nachrichten.',
    collect: 'Bar kassieren',
    paid: 'Bezahlt. Nichts kassieren.',
    earn: (amount) => `Sie verdienen ${amount}`,
    you: 'Sie',
    door: 'Lieferadresse',
    mapFar: (distance) => `Noch ${distance} Luftlinie.`,
    mapUnknown: 'Der Weg zur Adresse.',
    endings: {
      delivered: (number) => `Bestellung ${number} übergeben`,
      cancelled: (number) => `Bestellung ${number} wurde storniert`,
      taken: (number) => `Bestellung ${number} ist nicht mehr Ihre`,
    },
    endingTexts: {
      delivered: (amount) => `Sie haben ${amount} verdient.`,
      cancelled: 'Das Restaurant hat sie storniert. Wenn Sie das Essen haben, bringen Sie es zurück.',
      taken: 'Das Restaurant hat sie beendet oder einem anderen Kurier gegeben.',
    },
    understood: 'OK',
  },

  trip: {
    title: (count) => `Ihre Tour, ${count} Bestellungen`,
    next: { pick_up: 'Abholen', bring: 'Zur Tür', done: 'Übergeben' },
    door: (distance) => `${distance} zur Tür`,
    further: 'Gleich mitnehmen',
  },

  earnings: {
    title: 'Verdienst',
    today: 'Heute',
    week: 'Diese Woche',
    deliveries: (count) => (count === 1 ? '1 Lieferung' : `${count} Lieferungen`),
    parts: (fees, tips) => `${fees} Lohn, ${tips} Trinkgeld`,
    none: 'In dieser Woche noch keine Lieferung.',
    list: 'Lieferungen dieser Woche',
    push: 'Nachrichten, wenn diese Seite geschlossen ist',
    language: 'Sprache',
    signOut: 'Abmelden',
    signOutHint: 'Mit dem Abmelden endet Ihr Dienst.',
    carrying: 'Sie haben eine Bestellung dabei. Liefern Sie sie, bevor Sie sich abmelden.',
  },
};
