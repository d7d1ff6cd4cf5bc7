import type { delivery as words } from '../en/delivery.ts';

export const delivery: typeof words = {
  couriers: {
    heading: 'Kuriere',
    sentence: (crew, free, waiting) =>
      `${crew} im Dienst in der Nähe, ${free} frei. ${waiting} auf einen Kurier.`,
    waits: (count, number) => (count === 1 ? '1 Bestellung wartet' : `${number} Bestellungen warten`),
    waiting: 'Wartet auf einen Kurier',
    noneWaiting: 'Keine Bestellung wartet auf einen Kurier.',
    assign: 'Kurier zuweisen',
    dragHint: 'Ziehen Sie eine Bestellung auf einen Kurier, oder drücken Sie „Kurier zuweisen“.',
    crew: 'Im Dienst',
    map: 'Karte',
    none: {
      title: 'Kein Kurier in der Nähe im Dienst',
      text: 'Kuriere erscheinen hier, sobald sie im Umkreis von 12 km im Dienst sind. Bestellungen werden ihnen automatisch angeboten.',
    },
    states: { available: 'Frei', busy: 'Beschäftigt', offline: 'Nicht im Dienst' },
    carries: (count, number) => (count === 1 ? '1 Bestellung' : `${number} Bestellungen`),
    room: 'nimmt noch eine mit',
    unreachable: 'Telefon nicht verbunden',
    away: (distance) => `${distance} entfernt`,
    seen: (age) => `Stand vor ${age}`,
    unseen: 'noch kein Standort',
    call: (name) => `${name} anrufen`,
    show: (name) => `${name} auf der Karte anzeigen`,
    assigned: (number, name) => `Bestellung ${number} an ${name} vergeben.`,
    order: (number, address) => `Bestellung ${number} nach ${address}`,
    offered: (count, number) =>
      count === 0
        ? 'Noch nicht angeboten'
        : count === 1
          ? '1 Kurier angeboten'
          : `${number} Kurieren angeboten`,
    declined: (number) => `${number} abgelehnt`,
    offeredAt: (time) => `angeboten ${time}`,
    declinedAt: (time) => `abgelehnt ${time}`,
    stale: (since) => `Die Kuriere konnten nicht geladen werden. Stand von ${since}.`,
  },
};
