import type { admin as words } from '../en/admin.ts';

export const admin: typeof words = {
  restaurants: {
    openOrders: (count, number) => (count === 1 ? '1 offene Bestellung' : `${number} offene Bestellungen`),
    lateOrders: (number) => `${number} verspätet`,
    heading: 'Restaurants',
    sentence: (all, open) => `${all} Restaurants, ${open} offen.`,
    none: { title: 'Noch keine Restaurants', text: 'Restaurants erscheinen hier, sobald sie angelegt sind.' },
    search: 'Suche nach Name, Adresse oder Bestellnummer',
    numbered: {
      heading: (number) => `Bestellungen mit der Nummer ${number}`,
      none: 'Kein Restaurant hat eine Bestellung mit dieser Nummer.',
      newest: (count) => `Die ${count} neuesten.`,
    },
    nothing: { title: 'Keine passenden Restaurants', text: 'Versuchen Sie es mit weniger Buchstaben.' },
    screens: (count, words) => (count === 1 ? '1 Bildschirm verbunden' : `${words} Bildschirme verbunden`),
    awaySince: (time) => `Kein Bildschirm seit ${time}`,
    neverThere: 'Noch nie verbunden',
    orders: 'Bestellungen',
    there: 'Bildschirme',
    open: 'Offene Bestellungen',
    noOpen: 'Neue Bestellungen erscheinen hier sofort.',
    readOnly: 'Nur Ansicht: Das Restaurant bearbeitet seine Bestellungen.',
    whoSees: 'Zugriff prüfen',
  },

  operations: {
    old: 'Möglicherweise veraltet: Der Server antwortet nicht.',
    live: {
      heading: 'Live',
      sentence: 'Alle Verbindungen und Räume, live.',
      silent: (time) => `Keine Daten seit ${time}.`,
      connections: 'Verbindungen',
      rooms: 'Räume',
      events: 'Ereignisse',
      latency: 'p99-Latenz',
      median: 'Median-Latenz',
      outbox: 'Outbox',
      perSecond: 'pro Sekunde',
      milliseconds: 'ms',
      range: (least, most) => `${least} bis ${most} in den letzten 15 Minuten`,
      who: 'Verbundene Konten',
      admin: 'Socket.IO Admin UI',
      user: 'Konto',
      kind: 'Rolle',
      links: 'Tracking-Link',
      keys: 'API-Schlüssel',
      sockets: 'Sockets',
      since: 'Seit',
      more: (count) => `Und ${count} frühere.`,
      rates: 'Ereignisse',
      event: 'Ereignis',
      sentRate: 'Gesendet / s',
      receivedRate: 'Empfangen / s',
      total: 'Seit Start',
      noEvents: 'Noch keine Ereignisse.',
      biggest: 'Größte Räume',
    },
    unanswered: {
      order: (number) => `Bestellung ${number}`,
      heading: 'Unbeantwortet',
      sentence: (count, words) =>
        count === 0
          ? 'Alle Bestellungen sind beantwortet.'
          : count === 1
            ? '1 Bestellung klingelt unbeantwortet.'
            : `${words} Bestellungen klingeln unbeantwortet.`,
      causes: { not_received: 'Von keinem Bildschirm empfangen', not_answered: 'Unbeantwortet' },
      rings: 'Klingelt',
      silent: 'Auf einem Bildschirm, aber nicht zu hören',
      onItsWay: 'Auf dem Weg zu einem Bildschirm',
      screens: (count, words, received, audible) =>
        count === 0
          ? 'Kein Bildschirm ist verbunden'
          : `${words} ${count === 1 ? 'Bildschirm' : 'Bildschirme'} verbunden, ${received} haben sie empfangen, ${audible} hörbar`,
      next: {
        not_received: (time) => `Alarmiert die Administration um ${time}`,
        not_answered: (time) => `Alarmiert die Administration um ${time}`,
        auto_cancel: (time) => `Automatische Stornierung um ${time}`,
      },
      none: {
        title: 'Keine unbeantworteten Bestellungen',
        text: 'Klingelnde Bestellungen aller Restaurants erscheinen hier, bis sie beantwortet sind.',
      },
    },
    announcements: {
      heading: 'Durchsagen',
      hint: 'Ein kurzer Text auf den Seiten der Empfänger, bis seine Zeit um ist.',
      text: 'Text',
      readers: 'Für',
      everyone: 'Alle',
      role: (name) => `Rolle: ${name}`,
      restaurant: 'Das Team eines Restaurants',
      staffOf: (name) => `Team von ${name}`,
      ends: 'Endet',
      hours: (hours) =>
        hours < 24 ? `in ${hours} Std.` : hours === 24 ? 'in einem Tag' : `in ${hours / 24} Tagen`,
      publish: 'Veröffentlichen',
      published: 'Die Durchsage ist veröffentlicht.',
      end: 'Jetzt beenden',
      until: (time) => `bis ${time}`,
      over: (time) => `beendet ${time}`,
      none: { title: 'Noch keine Durchsagen', text: 'Was Sie veröffentlichen, steht hier mit seinem Ende.' },
    },
    parked: {
      heading: 'Geparkte Ereignisse',
      sentence: (count, words) =>
        count === 0
          ? 'Alle Ereignisse wurden zugestellt.'
          : count === 1
            ? '1 Ereignis muss geprüft werden.'
            : `${words} Ereignisse müssen geprüft werden.`,
      at: (event, consumer) => `${event} bei ${consumer}`,
      tries: (count) => (count === 1 ? '1 Versuch' : `${count} Versuche`),
      retry: 'Wiederholen',
      retryAll: 'Alle wiederholen',
      trying: 'Läuft…',
      outcome: (delivered, of) => `${delivered} von ${of} zugestellt.`,
      none: {
        title: 'Keine geparkten Ereignisse',
        text: 'Ein Ereignis, das ein Empfänger nach acht Versuchen nicht verarbeiten kann, bleibt hier mit seinem Fehler. Kein Ereignis geht verloren.',
      },
    },
    access: {
      heading: 'Zugriffsprüfung',
      sentence: 'Prüfen Sie, warum ein Konto etwas sehen kann oder nicht, und welche Regeln das entscheiden.',
      who: 'Wer',
      whoHint: 'E-Mail oder ID; für einen Tracking-Link „tracking:“ und die ID der Bestellung.',
      what: 'Was',
      kinds: {
        order: 'Bestellung',
        restaurant: 'Restaurant',
        user: 'Konto',
        role: 'Rolle',
        public: 'Öffentlich',
      },
      hints: {
        order: 'Die ID der Bestellung, wie in ihrer Adresse.',
        restaurant: 'Die ID des Restaurants. Geben Sie den Namen ein, um sie zu finden.',
        user: 'Die ID des Kontos.',
        role: 'customer, owner, manager, kitchen, courier oder operator.',
        public: '',
      },
      ask: 'Prüfen',
      can: (who, room) => `${who} kann ${room} sehen`,
      cannot: (who, room) => `${who} kann ${room} nicht sehen`,
      link: 'Alle mit dem Link',
      watcher: 'Nur Ansicht: kein Chat, keine Telefonnummern, keine Nachnamen.',
      rules: 'Geprüfte Regeln',
      holds: 'gilt',
      holdsNot: 'gilt nicht',
      sockets: 'Verbindungen',
      inRoom: 'Jetzt in diesem Raum',
      notInRoom: 'Jetzt nicht in diesem Raum',
      since: (time) => `seit ${time}`,
      noSockets: 'Nicht verbunden.',
    },
  },
};
