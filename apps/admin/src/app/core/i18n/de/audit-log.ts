import type { AuditAction } from '@passline/contracts';
import type { Told, trail as words } from '../en/audit-log.ts';

const list = (said: string) => (said ? `: ${said}` : '');

const deeds: Record<AuditAction, (told: Told) => string> = {
  'operator.signed_in': ({ who }) => `${who} hat sich angemeldet.`,
  'operator.sign_in_refused': ({ whom }) => `Eine Anmeldung als ${whom} wurde abgewiesen.`,
  'user.created': ({ who, whom, part }) => `${who} hat ein Konto für ${whom} angelegt: ${part('role')}.`,
  'user.role_changed': ({ who, whom, part }) =>
    `${who} hat die Rolle von ${whom} geändert: ${part('to')}, vorher ${part('from')}.`,
  'user.password_changed': ({ who, whom, own }) =>
    own ? `${who} hat das eigene Passwort geändert.` : `${who} hat ${whom} ein neues Passwort gegeben.`,
  'user.disabled': ({ who, whom }) => `${who} hat ${whom} gesperrt.`,
  'user.enabled': ({ who, whom }) => `${who} hat ${whom} entsperrt.`,
  'user.exported': ({ who, whom, own }) =>
    own ? `${who} hat die eigenen Daten ausgegeben.` : `${who} hat die Daten von ${whom} ausgegeben.`,
  'user.erased': ({ who, whom, own }) =>
    own ? `${whom} wurde auf eigenen Wunsch gelöscht.` : `${who} hat ${whom} gelöscht.`,
  'restaurant.created': ({ who, whom }) => `${who} hat ${whom} angelegt.`,
  'restaurant.changed': ({ who, part }) => `${who} hat die Einstellungen geändert${list(part('fields'))}.`,
  'restaurant.status_changed': ({ who, part }) => {
    const until = part('until') && ` bis ${part('until')}`;
    if (!part('isOpen')) return `${who} nimmt keine Bestellungen mehr an${until}.`;
    return part('busyMinutes')
      ? `${who} hat die Küche auf beschäftigt gesetzt, ${part('busyMinutes')} Min. mehr${until}.`
      : `${who} hat für Bestellungen geöffnet.`;
  },
  'restaurant.customer_blocked': ({ who, whom }) => `${who} nimmt von ${whom} nichts mehr an.`,
  'restaurant.customer_unblocked': ({ who, whom }) => `${who} lässt ${whom} wieder bestellen.`,
  'menu.item_added': ({ who, part }) => `${who} hat ${part('name')} auf die Karte gesetzt.`,
  'menu.item_changed': ({ who, part }) =>
    part('priceTo')
      ? `${who} hat den Preis von ${part('name')} von ${part('priceFrom')} auf ${part('priceTo')} geändert.`
      : `${who} hat ${part('name')} geändert${list(part('fields'))}.`,
  'menu.item_removed': ({ who, part }) => `${who} hat ${part('name')} von der Karte genommen.`,
  'menu.item_availability_changed': ({ who, part }) =>
    part('available')
      ? `${who} verkauft ${part('name')} wieder.`
      : `${who} hat ${part('name')} als ausverkauft markiert.`,
  'offer.created': ({ who, part }) =>
    `${who} hat das Angebot ${part('code')} begonnen: ${part('discount')} Nachlass.`,
  'offer.ended': ({ who, part }) => `${who} hat das Angebot ${part('code')} beendet.`,
  'order.cancelled': ({ who, part }) => `${who} hat Bestellung ${part('number')} storniert.`,
  'order.courier_assigned': ({ who, part }) =>
    `${who} hat Bestellung ${part('number')} an ${part('courier')} gegeben${part('previous') && `, vorher ${part('previous')}`}.`,
  'payment.refund_due': ({ part }) => `${part('amount')} gehen an jemanden zurück.`,
  'payment.refunded': ({ part }) => `${part('amount')} sind zurückgezahlt.`,
  'parked_event.retried': ({ who }) => `${who} hat ein geparktes Ereignis noch einmal versucht.`,
};

const actions: Record<AuditAction, string> = {
  'operator.signed_in': 'Betrieb angemeldet',
  'operator.sign_in_refused': 'Anmeldung des Betriebs abgewiesen',
  'user.created': 'Konto angelegt',
  'user.role_changed': 'Rolle geändert',
  'user.password_changed': 'Passwort geändert',
  'user.disabled': 'Konto gesperrt',
  'user.enabled': 'Konto entsperrt',
  'user.exported': 'Daten ausgegeben',
  'user.erased': 'Konto gelöscht',
  'restaurant.created': 'Restaurant angelegt',
  'restaurant.changed': 'Einstellungen geändert',
  'restaurant.status_changed': 'Offen, beschäftigt, zu',
  'restaurant.customer_blocked': 'Kunde gesperrt',
  'restaurant.customer_unblocked': 'Kunde entsperrt',
  'menu.item_added': 'Gericht angelegt',
  'menu.item_changed': 'Gericht oder Preis geändert',
  'menu.item_removed': 'Gericht entfernt',
  'menu.item_availability_changed': 'Gericht ausverkauft oder wieder da',
  'offer.created': 'Angebot begonnen',
  'offer.ended': 'Angebot beendet',
  'order.cancelled': 'Bestellung storniert',
  'order.courier_assigned': 'Kurier zugeteilt',
  'payment.refund_due': 'Rückzahlung fällig',
  'payment.refunded': 'Rückzahlung erfolgt',
  'parked_event.retried': 'Geparktes Ereignis wiederholt',
};

const fields: typeof words.trail.fields = {
  name: 'Name',
  description: 'Beschreibung',
  cuisine: 'Küche',
  address: 'Adresse',
  location: 'Ort auf der Karte',
  phone: 'Telefon',
  timeZone: 'Zeitzone',
  deliveryFee: 'Liefergebühr',
  minimumOrder: 'Mindestbestellwert',
  alertPolicy: 'wenn niemand antwortet',
  autoAccept: 'Annehmen',
  ageing: 'wann Zettel die Farbe wechseln',
  category: 'Kategorie',
  price: 'Preis',
  options: 'Auswahl',
  image: 'Bild',
  allergens: 'Allergene',
  position: 'Platz auf der Karte',
};

export const trail: typeof words = {
  trail: {
    heading: 'Verlauf',
    sentence: 'Wer was getan hat, das Neueste zuerst. Jede Bestellung hat daneben ihre eigene Geschichte.',
    kind: 'Was',
    all: 'Alles',
    day: 'Tag',
    about: (name) => `Über ${name}`,
    everybody: 'Alle zeigen',
    order: 'Bestellung',
    account: 'Konto',
    more: 'Ältere zeigen',
    today: 'Heute',
    itself: 'Passline',
    operator: 'Der Betrieb',
    somebody: 'jemand',
    gone: (role) => `Jemand (früher ${role})`,
    refused: 'Abgewiesen.',
    failed: 'Es ist misslungen.',
    from: (address) => `von ${address}`,
    none: {
      title: 'Hier ist nichts',
      text: 'Wenn jemand Team, Karte, Preise, Zeiten oder Einstellungen ändert, steht es hier mit Namen.',
    },
    deeds,
    actions,
    fields,
  },
};
