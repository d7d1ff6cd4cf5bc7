import type { house as words } from '../en/house.ts';

export const house: typeof words = {
  product: 'Passline',

  titles: {
    signIn: 'Anmelden',
    orders: 'Bestellungen',
    order: 'Bestellung',
    track: 'Ihre Bestellung',
    menu: 'Speisekarte',
    couriers: 'Kuriere',
    offers: 'Angebote',
    reports: 'Berichte',
    team: 'Team',
    notifications: 'Mitteilungen',
    settings: 'Einstellungen',
    restaurants: 'Restaurants',
    live: 'Live',
    unanswered: 'Ohne Antwort',
    access: 'Zugang',
    parked: 'Geparkt',
    users: 'Konten',
    missing: 'Nicht gefunden',
    elsewhere: 'Nicht für dieses Konto',
  },

  shell: {
    skip: 'Zum Inhalt',
    navigation: 'Hauptmenü',
    more: 'Mehr',
    banners: 'Leitung und Klingel',
    waiting: 'noch nicht gesehen',
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
    normal: 'Normal',
    more: 'Hoch',
    language: 'Sprache',
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
