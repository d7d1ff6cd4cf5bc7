import type { AuditAction } from '@passline/contracts';
import type { AuditSentenceParts, auditLog as words } from '../en/audit-log.ts';

const list = (text: string) => (text ? `: ${text}` : '');

const sentences: Record<AuditAction, (parts: AuditSentenceParts) => string> = {
  'operator.signed_in': ({ who }) => `${who} hat sich angemeldet.`,
  'operator.sign_in_refused': ({ whom }) => `Eine Anmeldung als ${whom} wurde abgewiesen.`,
  'user.created': ({ who, whom, part }) => `${who} hat ein Konto für ${whom} angelegt: ${part('role')}.`,
  'user.role_changed': ({ who, whom, part }) =>
    `${who} hat die Rolle von ${whom} geändert: ${part('to')}, vorher ${part('from')}.`,
  'user.password_changed': ({ who, whom, own }) =>
    own ? `${who} hat das eigene Passwort geändert.` : `${who} hat das Passwort von ${whom} zurückgesetzt.`,
  'user.disabled': ({ who, whom }) => `${who} hat ${whom} gesperrt.`,
  'user.enabled': ({ who, whom }) => `${who} hat ${whom} entsperrt.`,
  'user.exported': ({ who, whom, own }) =>
    own ? `${who} hat die eigenen Daten exportiert.` : `${who} hat die Daten von ${whom} exportiert.`,
  'user.erased': ({ who, whom, own }) =>
    own ? `${whom} wurde auf eigenen Wunsch gelöscht.` : `${who} hat ${whom} gelöscht.`,
  'restaurant.created': ({ who, whom }) => `${who} hat ${whom} angelegt.`,
  'restaurant.changed': ({ who, part }) => `${who} hat die Einstellungen geändert${list(part('fields'))}.`,
  'restaurant.status_changed': ({ who, part }) => {
    const until = part('until') && ` bis ${part('until')}`;
    if (!part('isOpen')) return `${who} hat die Bestellannahme gestoppt${until}.`;
    return part('busyMinutes')
      ? `${who} hat Hochbetrieb eingestellt: ${part('busyMinutes')} Min. zusätzlich${until}.`
      : `${who} hat für Bestellungen geöffnet.`;
  },
  'restaurant.customer_blocked': ({ who, whom }) => `${who} hat ${whom} gesperrt.`,
  'restaurant.customer_unblocked': ({ who, whom }) => `${who} hat ${whom} entsperrt.`,
  'menu.item_added': ({ who, part }) => `${who} hat ${part('name')} zur Karte hinzugefügt.`,
  'menu.item_changed': ({ who, part }) =>
    part('priceTo')
      ? `${who} hat den Preis von ${part('name')} von ${part('priceFrom')} auf ${part('priceTo')} geändert.`
      : `${who} hat ${part('name')} geändert${list(part('fields'))}.`,
  'menu.item_removed': ({ who, part }) => `${who} hat ${part('name')} von der Karte genommen.`,
  'menu.item_availability_changed': ({ who, part }) =>
    part('available')
      ? `${who} hat ${part('name')} als verfügbar markiert.`
      : `${who} hat ${part('name')} als ausverkauft markiert.`,
  'printer.added': ({ who, part }) => `${who} hat einen Drucker unter ${part('host')} angelegt.`,
  'printer.changed': ({ who, part }) =>
    `${who} hat den Drucker unter ${part('host')} geändert${list(part('fields'))}.`,
  'printer.removed': ({ who }) => `${who} hat einen Drucker entfernt.`,
  'offer.created': ({ who, part }) =>
    `${who} hat das Angebot ${part('code')} gestartet: ${part('discount')} Rabatt.`,
  'offer.ended': ({ who, part }) => `${who} hat das Angebot ${part('code')} beendet.`,
  'order.cancelled': ({ who, part }) =>
    `${who} hat Bestellung ${part('number')} storniert${list(part('reason'))}.`,
  'order.courier_assigned': ({ who, part }) =>
    `${who} hat Bestellung ${part('number')} an ${part('courier')} vergeben${part('previous') && `, vorher ${part('previous')}`}.`,
  'payment.refund_due': ({ part }) => `Eine Erstattung von ${part('amount')} ist fällig.`,
  'payment.refunded': ({ part }) => `Eine Erstattung von ${part('amount')} wurde gezahlt.`,
  'parked_event.retried': ({ who }) => `${who} hat ein geparktes Ereignis wiederholt.`,
};

const actions: Record<AuditAction, string> = {
  'operator.signed_in': 'Anmeldung der Administration',
  'operator.sign_in_refused': 'Anmeldung der Administration abgewiesen',
  'user.created': 'Konto angelegt',
  'user.role_changed': 'Rolle geändert',
  'user.password_changed': 'Passwort geändert',
  'user.disabled': 'Konto gesperrt',
  'user.enabled': 'Konto entsperrt',
  'user.exported': 'Daten exportiert',
  'user.erased': 'Konto gelöscht',
  'restaurant.created': 'Restaurant angelegt',
  'restaurant.changed': 'Einstellungen geändert',
  'restaurant.status_changed': 'Öffnungsstatus geändert',
  'restaurant.customer_blocked': 'Gast gesperrt',
  'restaurant.customer_unblocked': 'Gast entsperrt',
  'menu.item_added': 'Gericht angelegt',
  'menu.item_changed': 'Gericht oder Preis geändert',
  'menu.item_removed': 'Gericht entfernt',
  'menu.item_availability_changed': 'Verfügbarkeit eines Gerichts geändert',
  'printer.added': 'Drucker angelegt',
  'printer.changed': 'Drucker geändert',
  'printer.removed': 'Drucker entfernt',
  'offer.created': 'Angebot gestartet',
  'offer.ended': 'Angebot beendet',
  'order.cancelled': 'Bestellung storniert',
  'order.courier_assigned': 'Kurier zugewiesen',
  'payment.refund_due': 'Erstattung fällig',
  'payment.refunded': 'Erstattung gezahlt',
  'parked_event.retried': 'Geparktes Ereignis wiederholt',
};

const fields: typeof words.auditLog.fields = {
  name: 'Name',
  description: 'Beschreibung',
  cuisine: 'Küche',
  address: 'Adresse',
  location: 'Standort',
  phone: 'Telefon',
  timeZone: 'Zeitzone',
  deliveryFee: 'Liefergebühr',
  minimumOrder: 'Mindestbestellwert',
  alertPolicy: 'unbeantwortete Bestellungen',
  autoAccept: 'Bestellannahme',
  ageing: 'Farben der Bons',
  kitchen: 'Stationen',
  category: 'Kategorie',
  price: 'Preis',
  options: 'Optionen',
  image: 'Bild',
  allergens: 'Allergene',
  position: 'Position auf der Karte',
  host: 'Adresse',
  port: 'Port',
  printOn: 'wann gedruckt wird',
  stationId: 'Station',
  copies: 'Anzahl der Exemplare',
  language: 'Sprache',
  enabled: 'ein oder aus',
};

export const auditLog: typeof words = {
  auditLog: {
    heading: 'Audit-Protokoll',
    sentence: 'Wer was getan hat, Neuestes zuerst. Jede Bestellung hat zusätzlich einen eigenen Verlauf.',
    kind: 'Aktion',
    all: 'Alles',
    day: 'Tag',
    about: (name) => `Über ${name}`,
    everyone: 'Alle Konten anzeigen',
    order: 'Bestellung',
    account: 'Konto',
    more: 'Ältere anzeigen',
    today: 'Heute',
    system: 'Passline',
    operator: 'Die Administration',
    unknownUser: 'ein unbekanntes Konto',
    gone: (role) => `Ehemals ${role}`,
    refused: 'Abgewiesen.',
    failed: 'Fehlgeschlagen.',
    from: (address) => `von ${address}`,
    none: {
      title: 'Keine Einträge',
      text: 'Änderungen an Team, Speisekarte, Preisen, Öffnungszeiten und Einstellungen erscheinen hier mit dem Namen der Person.',
    },
    sentences,
    actions,
    fields,
  },
};
