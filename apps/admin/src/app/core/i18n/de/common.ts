import type { common as words } from '../en/common.ts';

export const common: typeof words = {
  product: 'Passline',

  /** With soft hyphens where a word is longer than the navigation is wide. */
  titles: {
    signIn: 'Anmelden',
    orders: 'Bestel\u00adlungen',
    order: 'Bestellung',
    menu: 'Speise\u00adkarte',
    couriers: 'Kuriere',
    offers: 'Angebote',
    reports: 'Berichte',
    team: 'Team',
    notifications: 'Mittei\u00adlungen',
    settings: 'Einstel\u00adlungen',
    restaurants: 'Restaurants',
    live: 'Live',
    unanswered: 'Unbeant\u00adwortet',
    announcements: 'Durchsagen',
    access: 'Zugriff',
    parked: 'Geparkt',
    accounts: 'Konten',
    integrations: 'Integrationen',
    auditLog: 'Audit-Protokoll',
    notFound: 'Nicht gefunden',
    secondFactor: 'Zweiter Faktor',
    wrongApp: 'Nicht für dieses Konto',
  },

  shell: {
    skip: 'Zum Inhalt',
    navigation: 'Hauptmenü',
    more: 'Mehr',
    banners: 'Verbindung und Alarm',
    zone: (zone, time) => `Alle Uhrzeiten: ${zone}. Dort ist es jetzt ${time}.`,
    waiting: 'ungelesen',
    person: 'Darstellung und Abmelden',
    signOut: 'Abmelden',
    allRestaurants: 'Alle Restaurants',
    roles: {
      owner: 'Inhaber',
      manager: 'Leitung',
      kitchen: 'Küche',
      operator: 'Administration',
      customer: 'Gast',
      courier: 'Kurier',
    },
    apiKey: (name: string) => `API-Schlüssel „${name}“`,
    missing: {
      title: 'Seite nicht gefunden',
      text: 'Es gibt sie nicht, oder Ihre Rolle hat keinen Zugriff darauf.',
      back: 'Zur Startseite',
    },
  },

  leave: {
    title: 'Seite ohne Speichern verlassen?',
    text: 'Ihre Änderungen gehen verloren.',
    act: 'Verlassen',
    keep: 'Bleiben',
  },

  appearance: {
    heading: 'Darstellung',
    pass: 'Board',
    office: 'Andere Seiten',
    dark: 'Dunkel',
    light: 'Hell',
    contrast: 'Hoher Kontrast',
    normal: 'Normal',
    more: 'Hoch',
    language: 'Sprache',
  },
};
