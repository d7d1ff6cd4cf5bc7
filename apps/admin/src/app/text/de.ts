import type { Messages } from './en.ts';

export const de: Messages = {
  product: 'Passline',
  titles: {
    signIn: 'Anmelden',
    orders: 'Bestellungen',
    menu: 'Speisekarte',
    restaurants: 'Restaurants',
    users: 'Konten',
    missing: 'Nicht gefunden',
    elsewhere: 'Nicht für dieses Konto',
  },

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
    refused: 'E-Mail oder Passwort ist falsch. Mehr wissen wir nicht, bitte beides prüfen.',
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

  shell: {
    skip: 'Zum Inhalt',
    navigation: 'Hauptmenü',
    more: 'Mehr',
    person: 'Darstellung und Abmelden',
    signOut: 'Abmelden',
    allRestaurants: 'Alle Restaurants',
    roles: {
      owner: 'Inhaber',
      manager: 'Leitung',
      kitchen: 'Küche',
      operator: 'Betrieb',
      customer: 'Kunde',
      courier: 'Kurier',
    },
    missing: {
      title: 'Diese Seite gibt es nicht',
      text: 'Es gibt sie nicht, oder die Rolle öffnet sie nicht. Nichts wurde geändert.',
      back: 'Zurück zum Anfang',
    },
  },

  look: {
    heading: 'Darstellung',
    pass: 'Am Pass',
    office: 'Andere Seiten',
    dark: 'Dunkel',
    light: 'Hell',
    contrast: 'Hoher Kontrast',
    language: 'Sprache',
  },

  network: {
    lost: (since) => `Kein Netz seit ${since}.`,
    kept: 'Angezeigt wird der Stand von da an. Änderungen gehen erst wieder mit Netz.',
  },

  status: {
    change: 'Ändern',
    open: 'Offen',
    busy: 'Viel los',
    closed: 'Geschlossen',
    busyBy: (minutes) => `+${minutes} Min.`,
    until: (time) => `bis ${time}`,
    saving: 'wird gespeichert…',
    unknown: 'Status unbekannt',
    openSentence: 'Offen, zu normalen Zeiten.',
    busySentence: (minutes, until) => `Viel los: ${minutes} Minuten länger${until}.`,
    closedSentence: (until) => `Geschlossen${until}.`,
    untilWord: (time) => ` bis ${time}`,

    title: 'Werden Bestellungen angenommen?',
    openHint: 'Bestellungen kommen zu normalen Zeiten.',
    busyHint: 'Bestellungen kommen, jede Zusage ist länger.',
    closedHint: 'Niemand kann bestellen.',
    longer: 'Wie viele Minuten länger dauert das Essen?',
    minutes: (minutes) => `${minutes} Min.`,
    hours: (hours) => `${hours} Std.`,
    howLong: 'Wie lange?',
    restOfDay: 'Rest des Tages',
    customTime: 'Bis',
    message: 'Das lesen die Gäste',
    messageHint: 'Freiwillig, zum Beispiel „Der Ofen wird repariert“.',
    close: 'Schließen',
    act: {
      open: 'Jetzt öffnen',
      stay: 'Offen bleiben',
      busy: (minutes, until) => `Viel los: +${minutes} Min. bis ${until}`,
      closed: (until) => `Schließen bis ${until}`,
      closedForToday: 'Für den Rest des Tages schließen',
    },
    refused: (now) => `Der Status wurde nicht geändert. Es bleibt bei: ${now}`,
  },

  orders: {
    heading: 'Bestellungen',
    columns: {
      pending: 'Neu',
      confirmed: 'Angenommen',
      preparing: 'In Arbeit',
      ready: 'Fertig',
      out_for_delivery: 'Unterwegs',
      delivered: 'Erledigt',
      cancelled: 'Storniert',
    },
    none: {
      title: 'Keine offenen Bestellungen',
      open: 'Eine neue Bestellung erscheint hier, groß und klingelnd, bis jemand antwortet.',
      closed: 'Geschlossen: Niemand kann bestellen. Oben wird geöffnet.',
    },
  },

  menu: {
    heading: 'Speisekarte',
    sentence: (dishes, off) => `${dishes} Gerichte, ${off} ausverkauft.`,
    available: 'Verfügbar',
    soldOut: 'Ausverkauft',
    backAt: (time) => `wieder da ${time}`,
    refused: (dish) => `${dish} wurde nicht geändert.`,
    none: {
      title: 'Noch keine Gerichte',
      text: 'Gerichte erscheinen hier nach Kategorie. Inhaber oder Leitung legen das erste an.',
    },
  },

  restaurants: {
    heading: 'Restaurants',
    sentence: (all, open) => `${all} Restaurants, ${open} offen.`,
    none: { title: 'Noch keine Restaurants', text: 'Ein Restaurant erscheint hier, sobald es angelegt ist.' },
  },

  users: {
    heading: 'Konten',
    sentence: (shown) => `${shown} Konten.`,
    search: 'Suche nach Name oder E-Mail',
    disabled: 'Gesperrt',
    more: 'Mehr zeigen',
    none: {
      title: 'Niemand gefunden',
      text: 'Kein Konto passt zu diesen Worten. Weniger Buchstaben helfen.',
    },
  },

  state: {
    loading: 'Wird geladen…',
    retry: 'Noch einmal',
    dismiss: 'Ausblenden',
    notices: 'Hinweise',
    reference: (id) => `Kennung ${id}`,
  },

  problems: {
    offline: 'Kein Netz. Nichts wurde geändert.',
    unreachable: 'Der Server antwortet nicht. Nichts wurde geändert.',
    forbidden: 'Diese Rolle darf das nicht.',
    not_found: 'Das gibt es nicht mehr.',
    conflict: 'Jemand war schneller. Angezeigt wird jetzt, was getan wurde.',
    validation: 'Der Server hat diese Angaben nicht angenommen.',
    rate_limited: 'Das war zu oft. Kurz warten und noch einmal versuchen.',
    session: 'Die Sitzung ist beendet.',
    server: 'Auf dem Server ging etwas schief. Es ist dort vermerkt.',
    heading: 'Das konnte nicht geladen werden',
  },
};
