import type { stationSettings as words } from '../en/stations.ts';

export const stationSettings: typeof words = {
  stationSettings: {
    heading: 'Stationen',
    hint: 'Ein Bildschirm mit einer Station zeigt nur deren Gerichte. Was keine Station zubereitet, erscheint an jeder Station, damit nichts verloren geht.',
    none: 'Noch keine Stationen: Jeder Bildschirm zeigt ganze Bestellungen.',
    add: 'Station hinzufügen',
    name: 'Name',
    nameOf: (name) => `Station ${name}`,
    unnamed: 'Neue Station',
    categories: 'Kategorien',
    dishes: 'Einzelne Gerichte',
    dishesHint: 'Ein hier gewähltes Gericht richtet sich nicht nach seiner Kategorie.',
    chosen: (count) => `${count} gewählt`,
    gone: (name) => `${name} (nicht auf der Karte)`,
    remove: (name) => `${name} entfernen`,
    unassigned: (dishes) => `An jeder Station zu sehen: ${dishes}`,
    more: (count) => `und ${count} weitere`,
    ready: 'Wenn alle Gerichte einer Bestellung fertig sind',
    readyByItself: 'Die Bestellung ist fertig',
    readyByHand: 'Sie wartet auf „Fertig melden“',
    save: 'Stationen speichern',
    saved: 'Gespeichert. Die Bildschirme der Küche folgen sofort.',
    noName: 'Geben Sie jeder Station einen Namen.',
    sameName: 'Zwei Stationen haben denselben Namen.',
  },
};
