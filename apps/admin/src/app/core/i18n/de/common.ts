import type { common as words } from '../en/common.ts';

export const common: typeof words = {
  product: 'Passline',

  /** With soft hyphens where a word is longer than the navigation is wide. */
  titles: {
    signIn: 'Anmelden',
    orders: 'Bestel\u00adlungen',
    order: 'Bestellung',
    tracking: 'Ihre Bestellung',
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
    access: 'Zugriff',
    parked: 'Geparkt',
    accounts: 'Konten',
    auditLog: 'Audit-Protokoll',
    notFound: 'Nicht gefunden',
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

  state: {
    loading: 'Wird geladen…',
    retry: 'Erneut versuchen',
    dismiss: 'Ausblenden',
    notices: 'Hinweise',
    reference: (id) => `Kennung ${id}`,
  },

  problems: {
    offline: 'Sie sind offline. Nichts wurde geändert.',
    unreachable: 'Der Server antwortet nicht. Nichts wurde geändert.',
    overloaded: 'Der Server ist ausgelastet. Nichts wurde geändert. Bitte gleich noch einmal versuchen.',
    forbidden: 'Ihre Rolle erlaubt das nicht.',
    not_found: 'Das gibt es nicht mehr.',
    conflict: 'Jemand anderes hat das zuerst geändert. Sie sehen jetzt diesen Stand.',
    validation: 'Der Server hat diese Angaben abgelehnt.',
    rate_limited: 'Zu viele Anfragen. Bitte kurz warten und erneut versuchen.',
    session: 'Ihre Sitzung ist abgelaufen.',
    server: 'Auf dem Server ist ein Fehler aufgetreten. Er wurde protokolliert.',
    heading: 'Das konnte nicht geladen werden',
  },
};
