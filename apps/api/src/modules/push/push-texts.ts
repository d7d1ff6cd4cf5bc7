import type { Language, PushKind } from '@passline/contracts';

/** What a message says, beside the number of its order. Nothing of it is personal: it is shown on locked screens. */
interface Text {
  title: string;
  body: string;
}
/** The values that a message may contain, from the parameters of its notification. */
interface Values {
  number: string;
  /** A time of day, in the restaurant's time zone. */
  time: string | null;
  /** Who wrote, or cancelled. */
  by: string;
}
type Texts = Record<PushType, (values: Values) => Text>;

/** The types of messages, with the kind by which people switch them on and off, and how long a message is useful. */
export const pushTypes = {
  'order:new': { kind: 'new_order', usefulMinutes: 10 },
  'order:unanswered': { kind: 'waiting_order', usefulMinutes: 10 },
  order_confirmed: { kind: 'order_progress', usefulMinutes: 60 },
  order_ready: { kind: 'order_progress', usefulMinutes: 60 },
  order_on_the_way: { kind: 'order_progress', usefulMinutes: 60 },
  order_at_the_door: { kind: 'order_progress', usefulMinutes: 15 },
  order_delivered: { kind: 'order_progress', usefulMinutes: 60 },
  new_time: { kind: 'new_time', usefulMinutes: 60 },
  order_cancelled: { kind: 'order_changes', usefulMinutes: 60 },
  order_recalled: { kind: 'order_changes', usefulMinutes: 60 },
  order_item_removed: { kind: 'order_changes', usefulMinutes: 60 },
  order_item_lowered: { kind: 'order_changes', usefulMinutes: 60 },
  replacement_proposed: { kind: 'order_changes', usefulMinutes: 10 },
  payment_failed: { kind: 'order_changes', usefulMinutes: 60 },
  job_offered: { kind: 'job_offers', usefulMinutes: 2 },
  delivery_assigned: { kind: 'assignments', usefulMinutes: 60 },
  delivery_unassigned: { kind: 'assignments', usefulMinutes: 60 },
  chat_message: { kind: 'chat', usefulMinutes: 60 },
} as const satisfies Record<string, { kind: PushKind; usefulMinutes: number }>;
export type PushType = keyof typeof pushTypes;

export const isPushType = (type: string): type is PushType => type in pushTypes;

export const pushTexts: Record<Language, Texts> = {
  en: {
    'order:new': ({ number }) => ({ title: `New order #${number}`, body: 'Open it to accept or cancel.' }),
    'order:unanswered': ({ number, by }) => ({
      title: `Order #${number} is waiting`,
      body: by === 'not_received' ? 'No screen has received it.' : 'It has not been answered yet.',
    }),
    order_confirmed: ({ number, time }) => ({
      title: `Order #${number} is accepted`,
      body: time ? `Expected at ${time}.` : 'The restaurant is starting.',
    }),
    order_ready: ({ number }) => ({ title: `Order #${number} is ready`, body: 'You can pick it up.' }),
    order_on_the_way: ({ number }) => ({
      title: `Order #${number} is on its way`,
      body: 'It has left the restaurant.',
    }),
    order_at_the_door: ({ number }) => ({
      title: `Order #${number} is at your door`,
      body: 'The courier has arrived.',
    }),
    order_delivered: ({ number }) => ({ title: `Order #${number} has arrived`, body: 'Enjoy your meal!' }),
    new_time: ({ number, time }) => ({
      title: `Order #${number} has a new time`,
      body: `Now expected at ${time}.`,
    }),
    order_cancelled: ({ number }) => ({
      title: `Order #${number} was cancelled`,
      body: 'Open it to see why.',
    }),
    order_recalled: ({ number }) => ({
      title: `Order #${number} is open again`,
      body: 'Open it to see why.',
    }),
    order_item_removed: ({ number }) => ({
      title: `Order #${number} has changed`,
      body: 'A dish cannot be made and was taken out.',
    }),
    order_item_lowered: ({ number }) => ({
      title: `Order #${number} has changed`,
      body: 'Fewer of a dish can be made.',
    }),
    replacement_proposed: ({ number, time }) => ({
      title: `Order #${number} needs your answer`,
      body: `The restaurant proposes another dish. Please answer by ${time}.`,
    }),
    payment_failed: ({ number }) => ({ title: `Order #${number} is not paid`, body: 'The payment failed.' }),
    job_offered: () => ({ title: 'A delivery near you', body: 'Open it to see the way and to accept it.' }),
    delivery_assigned: ({ number }) => ({
      title: `Order #${number} is assigned to you`,
      body: 'Open it to see where to pick it up.',
    }),
    delivery_unassigned: ({ number }) => ({
      title: `Order #${number} is no longer yours`,
      body: 'You need not deliver it.',
    }),
    chat_message: ({ number, by }) => ({
      title: `New message about order #${number}`,
      body: `From the ${by === 'restaurant' ? 'restaurant' : by === 'courier' ? 'courier' : 'customer'}.`,
    }),
  },
  de: {
    'order:new': ({ number }) => ({
      title: `Neue Bestellung #${number}`,
      body: 'Öffnen, um sie anzunehmen oder zu stornieren.',
    }),
    'order:unanswered': ({ number, by }) => ({
      title: `Bestellung #${number} wartet`,
      body:
        by === 'not_received' ? 'Kein Bildschirm hat sie empfangen.' : 'Sie wurde noch nicht beantwortet.',
    }),
    order_confirmed: ({ number, time }) => ({
      title: `Bestellung #${number} ist angenommen`,
      body: time ? `Voraussichtlich um ${time}.` : 'Das Restaurant fängt an.',
    }),
    order_ready: ({ number }) => ({
      title: `Bestellung #${number} ist fertig`,
      body: 'Sie können sie abholen.',
    }),
    order_on_the_way: ({ number }) => ({
      title: `Bestellung #${number} ist unterwegs`,
      body: 'Sie hat das Restaurant verlassen.',
    }),
    order_at_the_door: ({ number }) => ({
      title: `Bestellung #${number} ist an Ihrer Tür`,
      body: 'Der Kurier ist da.',
    }),
    order_delivered: ({ number }) => ({
      title: `Bestellung #${number} ist da`,
      body: 'Guten Appetit!',
    }),
    new_time: ({ number, time }) => ({
      title: `Neue Zeit für Bestellung #${number}`,
      body: `Jetzt voraussichtlich um ${time}.`,
    }),
    order_cancelled: ({ number }) => ({
      title: `Bestellung #${number} wurde storniert`,
      body: 'Öffnen, um den Grund zu sehen.',
    }),
    order_recalled: ({ number }) => ({
      title: `Bestellung #${number} ist wieder offen`,
      body: 'Öffnen, um den Grund zu sehen.',
    }),
    order_item_removed: ({ number }) => ({
      title: `Bestellung #${number} hat sich geändert`,
      body: 'Ein Gericht ist nicht möglich und entfällt.',
    }),
    order_item_lowered: ({ number }) => ({
      title: `Bestellung #${number} hat sich geändert`,
      body: 'Von einem Gericht sind nur weniger möglich.',
    }),
    replacement_proposed: ({ number, time }) => ({
      title: `Rückfrage zu Bestellung #${number}`,
      body: `Das Restaurant schlägt ein anderes Gericht vor. Bitte antworten Sie bis ${time}.`,
    }),
    payment_failed: ({ number }) => ({
      title: `Bestellung #${number} ist nicht bezahlt`,
      body: 'Die Zahlung ist fehlgeschlagen.',
    }),
    job_offered: () => ({
      title: 'Eine Lieferung in Ihrer Nähe',
      body: 'Öffnen, um den Weg zu sehen und sie anzunehmen.',
    }),
    delivery_assigned: ({ number }) => ({
      title: `Bestellung #${number} ist Ihnen zugeteilt`,
      body: 'Öffnen, um zu sehen, wo Sie sie abholen.',
    }),
    delivery_unassigned: ({ number }) => ({
      title: `Bestellung #${number} ist nicht mehr Ihre`,
      body: 'Sie müssen sie nicht ausliefern.',
    }),
    chat_message: ({ number, by }) => ({
      title: `Neue Nachricht zu Bestellung #${number}`,
      body: by === 'restaurant' ? 'Vom Restaurant.' : by === 'courier' ? 'Vom Kurier.' : 'Vom Gast.',
    }),
  },
};
