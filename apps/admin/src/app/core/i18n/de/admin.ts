import type { platform as words } from '../en/admin.ts';

export const platform: typeof words = {
  restaurants: {
    heading: 'Restaurants',
    sentence: (all, open) => `${all} Restaurants, ${open} offen.`,
    none: { title: 'Noch keine Restaurants', text: 'Ein Restaurant erscheint hier, sobald es angelegt ist.' },
    search: 'Suche nach Name oder Adresse',
    nothing: { title: 'Kein Restaurant passt', text: 'Weniger Buchstaben helfen.' },
    screens: (count, words) => (count === 1 ? '1 Bildschirm ist da' : `${words} Bildschirme sind da`),
    awaySince: (time) => `Kein Bildschirm seit ${time}`,
    neverThere: 'Noch nie war ein Bildschirm da',
    orders: 'Bestellungen',
    there: 'Bildschirme',
    open: 'Offene Bestellungen',
    noOpen: 'Eine neue Bestellung erscheint hier im Augenblick, in dem sie aufgegeben wird.',
    readOnly: 'Sie sehen zu: Das Restaurant handelt.',
    whoSees: 'Wer diese Bestellung sieht',
  },

  operations: {
    old: 'So war es vor einem Augenblick: Der Server antwortet nicht.',
    live: {
      heading: 'Live',
      sentence: 'Jede Verbindung und jeder Raum, in dieser Sekunde.',
      silent: (time) => `Keine Zahlen seit ${time}.`,
      connections: 'Verbindungen',
      rooms: 'Räume',
      events: 'Ereignisse',
      latency: 'Das langsamste von hundert',
      median: 'Die Hälfte ist schneller als',
      outbox: 'Noch nicht gesagt',
      perSecond: 'pro Sekunde',
      milliseconds: 'ms',
      range: (least, most) => `${least} bis ${most} in den letzten zwei Minuten`,
      who: 'Wer verbunden ist',
      admin: 'Socket.IO Admin UI',
      user: 'Konto',
      kind: 'Rolle',
      links: 'Verfolgungslink',
      sockets: 'Sockets',
      since: 'Seit',
      more: (count) => `Und ${count} weitere, die früher kamen.`,
      rates: 'Ereignisse',
      event: 'Ereignis',
      sentRate: 'Gesendet / s',
      receivedRate: 'Empfangen / s',
      total: 'Seit Start',
      noEvents: 'Noch wurde nichts gesagt.',
      biggest: 'Die vollsten Räume',
    },
    unanswered: {
      heading: 'Ohne Antwort',
      sentence: (count, words) =>
        count === 0
          ? 'Jede Bestellung hat eine Antwort.'
          : count === 1
            ? '1 Bestellung klingelt, und niemand hat geantwortet.'
            : `${words} Bestellungen klingeln, und niemand hat geantwortet.`,
      causes: { not_received: 'Kein Bildschirm hat sie bekommen', not_answered: 'Niemand hat geantwortet' },
      rings: 'Sie klingelt',
      silent: 'Sie ist auf einem Bildschirm, und niemand kann sie hören',
      onItsWay: 'Auf dem Weg zu einem Bildschirm',
      screens: (count, words, received, audible) =>
        count === 0
          ? 'Kein Bildschirm ist verbunden'
          : `${words} ${count === 1 ? 'Bildschirm' : 'Bildschirme'} verbunden, ${received} haben sie, ${audible} sind zu hören`,
      next: {
        not_received: (time) => `Ruft um Hilfe um ${time}`,
        not_answered: (time) => `Ruft um Hilfe um ${time}`,
        auto_cancel: (time) => `Wird storniert um ${time}`,
      },
      none: {
        title: 'Niemand wartet',
        text: 'Eine Bestellung, die in einem Restaurant klingelt, steht hier, bis dort jemand antwortet.',
      },
    },
    parked: {
      heading: 'Geparkte Ereignisse',
      sentence: (count, words) =>
        count === 0
          ? 'Alles wurde zugestellt.'
          : count === 1
            ? '1 Ereignis wartet auf jemanden.'
            : `${words} Ereignisse warten auf jemanden.`,
      at: (event, consumer) => `${event} bei ${consumer}`,
      tries: (count) => (count === 1 ? '1 Versuch' : `${count} Versuche`),
      retry: 'Noch einmal',
      retryAll: 'Alle noch einmal',
      trying: 'Läuft…',
      outcome: (delivered, of) => `${delivered} von ${of} zugestellt.`,
      none: {
        title: 'Nichts ist geparkt',
        text: 'Was ein Empfänger nach acht Versuchen nicht nehmen kann, wartet hier mit seinem Grund. Nichts geht verloren.',
      },
    },
    access: {
      heading: 'Wer sieht was',
      sentence: 'Warum jemand etwas sehen kann oder nicht, nach den Regeln, die es entscheiden.',
      who: 'Wer',
      whoHint: 'E-Mail oder Id; tracking: und die Id einer Bestellung für den, der ihren Link hat.',
      what: 'Sieht was',
      kinds: {
        order: 'Bestellung',
        restaurant: 'Restaurant',
        user: 'Konto',
        role: 'Rolle',
        public: 'Was alle hören',
      },
      hints: {
        order: 'Die Id der Bestellung, wie in ihrer Adresse.',
        restaurant: 'Die Id des Restaurants; sein Name findet sie.',
        user: 'Die Id des Kontos.',
        role: 'customer, owner, manager, kitchen, courier oder operator.',
        public: '',
      },
      ask: 'Warum?',
      can: (who, room) => `${who} kann ${room} sehen`,
      cannot: (who, room) => `${who} kann ${room} nicht sehen`,
      link: 'Wer den Link hat',
      watcher: 'Sieht nur zu: kein Chat, keine Telefonnummern, keine Nachnamen.',
      rules: 'Die gefragten Regeln',
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
