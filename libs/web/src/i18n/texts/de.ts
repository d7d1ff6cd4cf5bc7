import type { SharedTexts } from './en.ts';

export const shared: SharedTexts = {
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

  map: {
    title: 'Standort',
    label: (sentence) => `Karte. ${sentence} Pfeiltasten verschieben, Plus und Minus zoomen.`,
    closer: 'Vergrößern',
    further: 'Verkleinern',
    whole: 'Alle anzeigen',
    failed: 'Die Karte konnte nicht geladen werden. Alles andere funktioniert weiter.',
    door: (name) => `Lieferadresse von ${name}`,
    yourDoor: 'Ihre Adresse',
    fromRestaurant: (name, distance, age) =>
      `${name} ist ${distance} vom Restaurant entfernt, Stand vor ${age}.`,
    toDoor: (name, distance, age) => `${name} ist ${distance} von Ihnen entfernt, Stand vor ${age}.`,
    seen: (name, age) => `${name}: letzter Standort vor ${age}.`,
    unseen: (name) => `${name} hat noch keinen Standort geteilt.`,
  },

  ages: {
    seconds: (number) => `${number} s`,
    minutes: (number) => `${number} Min.`,
    hours: (number) => `${number} Std.`,
  },

  chat: {
    title: 'Chat',
    you: 'Sie',
    words: 'Nachricht schreiben',
    send: 'Senden',
    sending: 'wird gesendet…',
    again: 'Nicht gesendet. Erneut senden',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    read: 'Gelesen',
    participants: 'Beteiligte',
    sides: { customer: 'Gast', staff: 'Restaurant', courier: 'Kurier' },
    online: 'online',
    offline: 'offline',
    lastSeen: (time) => `zuletzt online ${time}`,
    typing: (name) => `${name} schreibt…`,
  },

  reasons: {
    item_sold_out: 'Ein Gericht ist ausverkauft',
    too_busy: 'Küche überlastet',
    closing: 'Wir schließen bald',
    outside_area: 'Außerhalb des Liefergebiets',
    customer_request: 'Auf Wunsch des Gastes',
    customer_unreachable: 'Der Gast ist nicht erreichbar',
    duplicate: 'Doppelt oder versehentlich bestellt',
    done_by_mistake: 'Versehentlich als erledigt gemeldet',
    item_missing: 'Ein Gericht fehlt',
    item_wrong: 'Ein Gericht ist nicht wie bestellt',
    not_received: 'Der Gast hat sie nicht erhalten',
    not_answered: 'Das Restaurant hat nicht rechtzeitig geantwortet',
    replacement_declined: 'Der Gast wollte das andere Gericht nicht',
    replacement_not_answered: 'Ein Gericht geht nicht, und der Gast hat nicht rechtzeitig geantwortet',
    unspecified: 'Kein Grund angegeben',
  },
};
