import type { delivery as words } from '../en/delivery.ts';

export const delivery: typeof words = {
  map: {
    title: 'Wo sie ist',
    label: (sentence) => `Karte. ${sentence} Pfeiltasten bewegen sie, Plus und Minus ändern ihren Maßstab.`,
    closer: 'Näher heran',
    further: 'Weiter weg',
    whole: 'Alle zeigen',
    failed: 'Die Karte ließ sich nicht laden. Alles andere geht ohne sie.',
    door: (name) => `Tür von ${name}`,
    yourDoor: 'Ihre Tür',
    fromRestaurant: (name, distance, age) =>
      `${name} ist ${distance} vom Restaurant entfernt, gesehen vor ${age}.`,
    toDoor: (name, distance, age) => `${name} ist ${distance} von Ihrer Tür entfernt, gesehen vor ${age}.`,
    seen: (name, age) => `${name} wurde vor ${age} gesehen.`,
    unseen: (name) => `${name} hat noch nicht gesagt, wo.`,
  },

  couriers: {
    heading: 'Kuriere',
    sentence: (crew, free, waiting) =>
      `${crew} im Dienst in der Nähe, ${free} frei. ${waiting} auf einen Kurier.`,
    waits: (count, number) => (count === 1 ? '1 Bestellung wartet' : `${number} Bestellungen warten`),
    waiting: 'Wartet auf einen Kurier',
    noneWaiting: 'Keine Bestellung wartet auf einen Kurier.',
    dragHint: 'Eine Bestellung auf einen Kurier ziehen, oder „Kurier zuweisen“ drücken.',
    crew: 'Im Dienst',
    map: 'Wo sie sind',
    none: {
      title: 'Kein Kurier in der Nähe im Dienst',
      text: 'Kuriere erscheinen hier, sobald sie im Umkreis von 12 km im Dienst sind. Bestellungen werden ihnen von selbst angeboten.',
    },
    states: { available: 'Frei', busy: 'Beschäftigt', offline: 'Nicht im Dienst' },
    unreachable: 'Telefon nicht verbunden',
    away: (distance) => `${distance} entfernt`,
    seen: (age) => `gesehen vor ${age}`,
    unseen: 'hat nicht gesagt, wo',
    call: (name) => `${name} anrufen`,
    show: (name) => `${name} auf der Karte zeigen`,
    assigned: (number, name) => `${name} bringt ${number}.`,
    order: (number, address) => `Bestellung ${number} nach ${address}`,
    told: (count, number) =>
      count === 0 ? 'Noch niemand gefragt' : count === 1 ? '1 Kurier gefragt' : `${number} Kuriere gefragt`,
    declined: (number) => `${number} abgelehnt`,
    toldAt: (time) => `gefragt ${time}`,
    declinedAt: (time) => `abgelehnt ${time}`,
    stale: (since) => `Die Kuriere ließen sich nicht nachsehen. So war es um ${since}.`,
  },
};
