import type { scheduled as words } from '../en/scheduled.ts';

export const scheduled: typeof words = {
  scheduled: {
    heading: 'Vorbestellt',
    none: 'Hier warten Vorbestellungen. Sie kommen auf die Tafel und klingeln, wenn ihre Vorlaufzeit beginnt.',
    for: (time) => `für ${time}`,
    orderedFor: (time) => `Bestellt für ${time}`,
    accept: (time) => `Für ${time} annehmen`,
    startsAt: (time) => `Auf der Tafel um ${time}`,
    dishes: (count) => `${count} Gerichte`,
    start: 'Jetzt beginnen',

    settings: 'Vorbestellungen',
    hint: 'Gäste wählen eine Zeit innerhalb Ihrer Öffnungszeiten. Die Bestellung wartet unter „Vorbestellt“ und klingelt, wenn ihre Vorlaufzeit beginnt.',
    taken: 'Vorbestellungen',
    on: 'Werden angenommen',
    off: 'Werden nicht angenommen',
    lead: 'Vorlaufzeit: so lange vorher auf der Tafel',
    slot: 'Länge eines Zeitfensters',
    places: 'Bestellungen je Zeitfenster',
    ahead: 'Wie viele Tage im Voraus',
    sameDay: 'Nur am selben Tag',
    days: (count) => (count === '1' ? '1 Tag' : `${count} Tage`),
  },
};
