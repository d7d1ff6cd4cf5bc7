import type { connection as words } from '../en/connection.ts';

export const connection: typeof words = {
  network: {
    lost: (since) => `Kein Netz seit ${since}.`,
    kept: 'Sie sehen den letzten bekannten Stand. Änderungen sind erst möglich, wenn Sie wieder online sind.',
  },

  connection: {
    states: {
      disconnected: 'Nicht verbunden',
      connecting: 'Wird verbunden',
      connected: 'Live',
      reconnecting: 'Wird neu verbunden',
      error: 'Abgewiesen',
    },
    asOf: (seconds) => `Stand vor ${seconds} s`,
    dead: (since) => `Keine Verbindung zum Server seit ${since}.`,
    replaced: 'Getrennt: Dieses Konto ist auf zu vielen Bildschirmen geöffnet.',
    kept: 'Das Board zeigt den letzten bekannten Stand und aktualisiert sich automatisch.',
    asking: (time) =>
      `Bestellungen werden alle zehn Sekunden abgerufen, zuletzt um ${time}. Alles andere zeigt den letzten bekannten Stand.`,
    again: 'Neu verbinden',
    caughtUp: (count) =>
      count === 1 ? '1 verpasste Änderung geladen.' : `${count} verpasste Änderungen geladen.`,
  },

  version: {
    newer: 'Eine neue Version ist verfügbar.',
    reload: 'Neu laden',
    missing:
      'Diese Seite gehört zu einer älteren Version. Laden Sie sie neu, um die aktuelle zu erhalten; nichts geht verloren.',
    missingOffline:
      'Diese Seite ist auf diesem Gerät nicht gespeichert, und ohne Netz lässt sie sich nicht laden.',
  },

  pushSetting: {
    title: 'Wenn die Konsole geschlossen ist',
    hint: 'Dieses Gerät kann Sie benachrichtigen, auch wenn die Konsole geschlossen ist. Nach dem Abmelden nicht mehr.',
    legend: 'Dieses Gerät benachrichtigen',
    on: 'Ja',
    off: 'Nein',
  },

  offlineBoard: {
    title: (at, age) => `Nur Ansicht: Stand des Boards von ${at}, ${age}.`,
    text: 'Es aktualisiert sich automatisch, sobald der Server antwortet.',
    read: 'Auf einem gespeicherten Board lassen sich Bestellungen nicht ändern.',
  },

  alarm: {
    bell: 'Ton',
    title: (count) => (count === 1 ? '(1) Neue Bestellung' : `(${count}) Neue Bestellungen`),
    ringing: {
      heading: 'Klingelnde Bestellungen',
      count: (count) => (count === 1 ? '1 Bestellung klingelt' : `${count} Bestellungen klingeln`),
      silenceAll: 'Alle stumm',
    },
    cancelled: {
      heading: 'Stornierte Bestellungen',
      customer: (number) => `Bestellung ${number} wurde vom Gast storniert`,
      staff: (number) => `Bestellung ${number} wurde an einem anderen Bildschirm storniert`,
      system: (number) => `Bestellung ${number} wurde automatisch storniert`,
      more: (count) => `und ${count} weitere`,
      seen: 'Verstanden',
    },
    called: (number) => `Neue Bestellung ${number}`,
    startOfShift: 'Schichtbeginn: Prüfen Sie, ob der Alarm am Arbeitsplatz zu hören ist.',
    play: 'Alarm testen',
    didYou: 'War er zu hören?',
    yes: 'Ja, war zu hören',
    no: 'Nein',
    again: 'Erneut testen',
    turnOn: 'Einschalten und testen',
    muted: { title: 'Der Ton ist aus.', text: 'Neue Bestellungen klingeln auf diesem Bildschirm nicht.' },
    blocked: {
      title: 'Der Ton ist blockiert.',
      text: 'Tippen Sie auf die Seite, damit der Browser ihn abspielt.',
    },
    unheard: {
      title: 'Der Alarm war nicht zu hören.',
      text: 'Bitte Lautstärke und Lautsprecher dieses Geräts prüfen und erneut testen.',
    },
  },
};
