import type { AuditAction } from '@passline/contracts';
import type { AuditSentenceParts, auditLog as words } from '../en/audit-log.ts';

const list = (text: string) => (text ? `: ${text}` : '');

const sentences: Record<AuditAction, (parts: AuditSentenceParts) => string> = {
  'operator.signed_in': ({ who }) => `${who} hat sich angemeldet.`,
  'operator.sign_in_refused': ({ whom }) => `Eine Anmeldung als ${whom} wurde abgewiesen.`,
  'user.created': ({ who, whom, part }) => `${who} hat ein Konto für ${whom} angelegt: ${part('role')}.`,
  'user.role_changed': ({ who, whom, part }) =>
    `${who} hat die Rolle von ${whom} geändert: ${part('to')}, vorher ${part('from')}.`,
  'user.membership_added': ({ who, whom, own, part }) =>
    own
      ? `${who} ist dem Team beigetreten: ${part('role')}.`
      : `${who} hat ${whom} ins Team aufgenommen: ${part('role')}.`,
  'user.membership_ended': ({ who, whom }) => `${who} hat ${whom} aus dem Team entfernt.`,
  'invitation.sent': ({ who, part }) => `${who} hat jemanden ins Team eingeladen: ${part('role')}.`,
  'invitation.withdrawn': ({ who, part }) => `${who} hat eine Einladung zurückgezogen: ${part('role')}.`,
  'user.password_changed': ({ who, whom, own }) =>
    own ? `${who} hat das eigene Passwort geändert.` : `${who} hat das Passwort von ${whom} zurückgesetzt.`,
  'user.signed_in_with_provider': ({ who }) => `${who} hat sich über den Identitätsanbieter angemeldet.`,
  'user.identity_linked': ({ who }) => `${who} wurde mit einer Person des Identitätsanbieters verknüpft.`,
  'user.identity_unlinked': ({ who, whom }) =>
    `${who} hat die Verknüpfung von ${whom} mit dem Identitätsanbieter gelöst.`,
  'user.identity_refused': ({ whom }) =>
    `Eine Anmeldung als ${whom} über den Identitätsanbieter wurde abgewiesen.`,
  'user.second_factor_on': ({ who }) => `${who} hat den eigenen zweiten Faktor eingeschaltet.`,
  'user.second_factor_off': ({ who }) => `${who} hat den eigenen zweiten Faktor ausgeschaltet.`,
  'user.second_factor_reset': ({ who, whom }) => `${who} hat den zweiten Faktor von ${whom} zurückgesetzt.`,
  'user.second_factor_used': ({ who, part }) =>
    part('recoveryCodesLeft')
      ? `${who} hat sich mit einem Wiederherstellungscode angemeldet; ${part('recoveryCodesLeft')} sind übrig.`
      : `${who} hat sich mit dem zweiten Faktor angemeldet.`,
  'user.second_factor_refused': ({ whom }) =>
    `Für ${whom} wurde bei einer Anmeldung ein falscher Code eingegeben.`,
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
  'announcement.published': ({ who }) => `${who} hat eine Durchsage veröffentlicht.`,
  'announcement.ended': ({ who }) => `${who} hat eine Durchsage beendet.`,
  'order.cancelled': ({ who, part }) =>
    `${who} hat Bestellung ${part('number')} storniert${list(part('reason'))}.`,
  'order.courier_assigned': ({ who, part }) =>
    `${who} hat Bestellung ${part('number')} an ${part('courier')} vergeben${part('previous') && `, vorher ${part('previous')}`}.`,
  'payment.refund_due': ({ part }) => `Eine Erstattung von ${part('amount')} ist fällig.`,
  'payment.refunded': ({ part }) => `Eine Erstattung von ${part('amount')} wurde gezahlt.`,
  'payment.partial_refund_due': ({ part }) => `Eine Teilerstattung von ${part('amount')} ist fällig.`,
  'payment.partly_refunded': ({ part }) => `Eine Teilerstattung von ${part('amount')} wurde gezahlt.`,
  'api_key.created': ({ who, whom, part }) =>
    `${who} hat den API-Schlüssel „${whom}“ angelegt${list(part('scopes'))}.`,
  'api_key.revoked': ({ who, whom }) => `${who} hat den API-Schlüssel „${whom}“ widerrufen.`,
  'webhook.created': ({ who, part }) => `${who} hat einen Webhook an ${part('host')} angelegt.`,
  'webhook.changed': ({ who, part }) => `${who} hat den Webhook an ${part('host')} geändert.`,
  'webhook.removed': ({ who, part }) => `${who} hat den Webhook an ${part('host')} gelöscht.`,
  'webhook.secret_changed': ({ who, part }) =>
    `${who} hat das Geheimnis des Webhooks an ${part('host')} geändert.`,
  'parked_event.retried': ({ who }) => `${who} hat ein geparktes Ereignis wiederholt.`,
};

const actions: Record<AuditAction, string> = {
  'operator.signed_in': 'Anmeldung der Administration',
  'operator.sign_in_refused': 'Anmeldung der Administration abgewiesen',
  'user.created': 'Konto angelegt',
  'user.role_changed': 'Rolle geändert',
  'user.membership_added': 'Dem Team beigetreten',
  'user.membership_ended': 'Aus dem Team entfernt',
  'invitation.sent': 'Ins Team eingeladen',
  'invitation.withdrawn': 'Einladung zurückgezogen',
  'user.password_changed': 'Passwort geändert',
  'user.signed_in_with_provider': 'Anmeldung über den Identitätsanbieter',
  'user.identity_linked': 'Mit dem Identitätsanbieter verknüpft',
  'user.identity_unlinked': 'Verknüpfung mit dem Identitätsanbieter gelöst',
  'user.identity_refused': 'Anmeldung über den Identitätsanbieter abgewiesen',
  'user.second_factor_on': 'Zweiter Faktor eingeschaltet',
  'user.second_factor_off': 'Zweiter Faktor ausgeschaltet',
  'user.second_factor_reset': 'Zweiter Faktor zurückgesetzt',
  'user.second_factor_used': 'Zweiter Faktor benutzt',
  'user.second_factor_refused': 'Zweiter Faktor abgewiesen',
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
  'announcement.published': 'Durchsage veröffentlicht',
  'announcement.ended': 'Durchsage beendet',
  'order.cancelled': 'Bestellung storniert',
  'order.courier_assigned': 'Kurier zugewiesen',
  'payment.refund_due': 'Erstattung fällig',
  'payment.refunded': 'Erstattung gezahlt',
  'payment.partial_refund_due': 'Teilerstattung fällig',
  'payment.partly_refunded': 'Teilerstattung gezahlt',
  'api_key.created': 'API-Schlüssel angelegt',
  'api_key.revoked': 'API-Schlüssel widerrufen',
  'webhook.created': 'Webhook angelegt',
  'webhook.changed': 'Webhook geändert',
  'webhook.removed': 'Webhook gelöscht',
  'webhook.secret_changed': 'Geheimnis eines Webhooks geändert',
  'parked_event.retried': 'Geparktes Ereignis wiederholt',
};

const fields: typeof words.auditLog.fields = {
  name: 'Name',
  slug: 'Adresse der Bestellseite',
  languages: 'Sprachen',
  hours: 'Öffnungszeiten',
  scheduling: 'Vorbestellungen',
  description: 'Beschreibung',
  cuisine: 'Küche',
  address: 'Adresse',
  location: 'Standort',
  phone: 'Telefon',
  timeZone: 'Zeitzone',
  deliveryFee: 'Liefergebühr',
  minimumOrder: 'Mindestbestellwert',
  deliveryArea: 'Liefergebiet',
  embedOrigins: 'Websites, die die Seite zeigen',
  alertPolicy: 'unbeantwortete Bestellungen',
  autoAccept: 'Bestellannahme',
  ageing: 'Farben der Bons',
  kitchen: 'Stationen',
  courierFee: 'Verdienst der Kuriere',
  ordersPerTrip: 'Bestellungen je Tour',
  phoneRequired: 'Telefonnummer bei Lieferungen',
  replacements: 'Gerichte, die nicht gehen',
  category: 'Kategorie',
  price: 'Preis',
  options: 'Optionen',
  picture: 'Bild',
  allergens: 'Allergene',
  vat: 'Mehrwertsteuer',
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
    trace: 'Trace-ID',
    request: 'Anfrage-ID',
    copy: 'Kopieren',
    copied: 'ID kopiert.',
    notCopied: 'Der Browser hat das Kopieren nicht erlaubt. Markieren Sie die ID, und kopieren Sie sie.',
    none: {
      title: 'Keine Einträge',
      text: 'Änderungen an Team, Speisekarte, Preisen, Öffnungszeiten und Einstellungen erscheinen hier mit dem Namen der Person.',
    },
    sentences,
    actions,
    fields,
  },
};
