import type { line as words } from '../en/connection.ts';

export const line: typeof words = {
  network: {
    lost: (since) => `Kein Netz seit ${since}.`,
    kept: 'Angezeigt wird der Stand von da an. Änderungen gehen erst wieder mit Netz.',
  },

  line: {
    states: {
      disconnected: 'Nicht verbunden',
      connecting: 'Verbindet',
      connected: 'Live',
      reconnecting: 'Verbindet neu',
      error: 'Abgewiesen',
    },
    asOf: (seconds) => `Stand vor ${seconds} s`,
    dead: (since) => `Keine Leitung zum Server seit ${since}.`,
    replaced: 'Der Server hat diesen Bildschirm geschlossen: Das Konto ist auf zu vielen anderen offen.',
    kept: 'Angezeigt wird der Stand von da an. Alles Weitere wird von selbst nachgeholt.',
    asking: (time) =>
      `Bestellungen werden derweil alle zehn Sekunden erfragt, zuletzt um ${time}. Alles Übrige ist der Stand von da an.`,
    again: 'Neu verbinden',
    caughtUp: (count) => (count === 1 ? '1 Änderung nachgeholt.' : `${count} Änderungen nachgeholt.`),
  },

  version: {
    newer: 'Eine neue Fassung ist bereit.',
    reload: 'Neu laden',
    missing:
      'Dieser Teil gehört zu einer Fassung, die es nicht mehr gibt. Nach dem Neuladen ist die jetzige da; verloren geht nichts.',
    missingOffline: 'Dieser Teil liegt noch nicht auf diesem Gerät, und es gibt kein Netz, ihn zu holen.',
  },

  push: {
    title: 'Während die Konsole zu ist',
    hint: 'Dieses Gerät kann für neue Bestellungen rufen, auch wenn keine Konsole darauf offen ist. Mit der Abmeldung endet es.',
    legend: 'Auf diesem Gerät rufen',
    on: 'Ja',
    off: 'Nein',
    states: {
      off: '',
      asking: 'Der Browser fragt, ob er darf.',
      on: 'Es ruft. Über Gäste steht nie etwas auf einem gesperrten Bildschirm.',
      refused:
        'Diesem Browser wurde gesagt, dass er für diese Seite nie Mitteilungen zeigt. Das ändern seine eigenen Einstellungen.',
      impossible:
        'Dieser Browser kann das nicht. Auf iPhone und iPad muss die Konsole zuerst installiert sein: Teilen, dann zum Home-Bildschirm.',
      failed:
        'Der Browser war über seinen eigenen Dienst nicht zu erreichen. Versuchen Sie es wieder, wenn er am Netz ist.',
    },
  },

  kept: {
    title: (at, age) => `Nur zum Lesen: das Brett von ${at}, ${age}.`,
    text: 'Es wird von selbst wieder lebendig, sobald der Server antwortet.',
    read: 'Auf einem Brett von vorhin lässt sich nichts ändern.',
  },

  alarm: {
    bell: 'Klingel',
    title: (count) => (count === 1 ? '(1) Neue Bestellung' : `(${count}) Neue Bestellungen`),
    called: (number) => `Neue Bestellung ${number}`,
    startOfShift: 'Schichtbeginn: Ist die Klingel am Arbeitsplatz zu hören?',
    play: 'Klingeln',
    didYou: 'War es zu hören?',
    yes: 'Ja, war zu hören',
    no: 'Nein',
    again: 'Noch einmal klingeln',
    turnOn: 'Einschalten und klingeln',
    muted: { title: 'Die Klingel ist aus.', text: 'Neue Bestellungen klingeln auf diesem Bildschirm nicht.' },
    blocked: {
      title: 'Die Klingel ist noch nicht zu hören.',
      text: 'Der Browser hält sie still, bis jemand diese Seite berührt.',
    },
    unheard: {
      title: 'Niemand hat die Klingel gehört.',
      text: 'Bitte Lautstärke und Lautsprecher dieses Geräts prüfen und noch einmal klingeln.',
    },
  },
};
