import type { AuditAction } from '@passline/contracts';

/** What a sentence of the trail is made of, each part as people read it. Empty: it was not said. */
export interface Told {
  who: string;
  whom: string;
  /** Somebody did it to themselves. */
  own: boolean;
  part: (name: string) => string;
}

const list = (words: string) => (words ? `: ${words}` : '');

const deeds: Record<AuditAction, (told: Told) => string> = {
  'operator.signed_in': ({ who }) => `${who} signed in.`,
  'operator.sign_in_refused': ({ whom }) => `A sign-in as ${whom} was refused.`,
  'user.created': ({ who, whom, part }) => `${who} opened an account for ${whom}: ${part('role')}.`,
  'user.role_changed': ({ who, whom, part }) =>
    `${who} changed the role of ${whom} from ${part('from')} to ${part('to')}.`,
  'user.password_changed': ({ who, whom, own }) =>
    own ? `${who} changed their own password.` : `${who} gave ${whom} a new password.`,
  'user.disabled': ({ who, whom }) => `${who} disabled ${whom}.`,
  'user.enabled': ({ who, whom }) => `${who} enabled ${whom} again.`,
  'user.exported': ({ who, whom, own }) =>
    own ? `${who} exported what is held on them.` : `${who} exported what is held on ${whom}.`,
  'user.erased': ({ who, whom, own }) =>
    own ? `${whom} was erased by their own wish.` : `${who} erased ${whom}.`,
  'restaurant.created': ({ who, whom }) => `${who} added ${whom}.`,
  'restaurant.changed': ({ who, part }) => `${who} changed the settings${list(part('fields'))}.`,
  'restaurant.status_changed': ({ who, part }) => {
    const until = part('until') && ` until ${part('until')}`;
    if (!part('isOpen')) return `${who} stopped taking orders${until}.`;
    return part('busyMinutes')
      ? `${who} set the kitchen to busy, ${part('busyMinutes')} min more${until}.`
      : `${who} opened for orders.`;
  },
  'restaurant.customer_blocked': ({ who, whom }) => `${who} blocked ${whom}.`,
  'restaurant.customer_unblocked': ({ who, whom }) => `${who} lets ${whom} order again.`,
  'menu.item_added': ({ who, part }) => `${who} put ${part('name')} on the menu.`,
  'menu.item_changed': ({ who, part }) =>
    part('priceTo')
      ? `${who} changed the price of ${part('name')} from ${part('priceFrom')} to ${part('priceTo')}.`
      : `${who} changed ${part('name')}${list(part('fields'))}.`,
  'menu.item_removed': ({ who, part }) => `${who} took ${part('name')} off the menu.`,
  'menu.item_availability_changed': ({ who, part }) =>
    part('available')
      ? `${who} put ${part('name')} on sale again.`
      : `${who} marked ${part('name')} as sold out.`,
  'offer.created': ({ who, part }) => `${who} started the offer ${part('code')}: ${part('discount')} off.`,
  'offer.ended': ({ who, part }) => `${who} ended the offer ${part('code')}.`,
  'order.cancelled': ({ who, part }) => `${who} cancelled order ${part('number')}.`,
  'order.courier_assigned': ({ who, part }) =>
    `${who} gave order ${part('number')} to ${part('courier')}${part('previous') && `, before: ${part('previous')}`}.`,
  'payment.refund_due': ({ part }) => `${part('amount')} are to go back to a customer.`,
  'payment.refunded': ({ part }) => `${part('amount')} went back to a customer.`,
  'parked_event.retried': ({ who }) => `${who} tried a parked event again.`,
};

const actions: Record<AuditAction, string> = {
  'operator.signed_in': 'Operator signed in',
  'operator.sign_in_refused': 'Operator’s sign-in refused',
  'user.created': 'Account opened',
  'user.role_changed': 'Role changed',
  'user.password_changed': 'Password changed',
  'user.disabled': 'Account disabled',
  'user.enabled': 'Account enabled',
  'user.exported': 'Data exported',
  'user.erased': 'Account erased',
  'restaurant.created': 'Restaurant added',
  'restaurant.changed': 'Settings changed',
  'restaurant.status_changed': 'Opened, busy, closed',
  'restaurant.customer_blocked': 'Customer blocked',
  'restaurant.customer_unblocked': 'Customer unblocked',
  'menu.item_added': 'Dish added',
  'menu.item_changed': 'Dish or price changed',
  'menu.item_removed': 'Dish removed',
  'menu.item_availability_changed': 'Dish sold out or back',
  'offer.created': 'Offer started',
  'offer.ended': 'Offer ended',
  'order.cancelled': 'Order cancelled',
  'order.courier_assigned': 'Courier assigned',
  'payment.refund_due': 'Refund due',
  'payment.refunded': 'Refund paid',
  'parked_event.retried': 'Parked event retried',
};

/** Of restaurants and dishes; one that is not here is said as it is. */
const fields: Record<string, string> = {
  name: 'name',
  description: 'description',
  cuisine: 'cuisine',
  address: 'address',
  location: 'place on the map',
  phone: 'telephone',
  timeZone: 'time zone',
  deliveryFee: 'delivery fee',
  minimumOrder: 'minimum order',
  alertPolicy: 'when nobody answers',
  autoAccept: 'accepting',
  ageing: 'when tickets change colour',
  category: 'category',
  price: 'price',
  options: 'options',
  image: 'picture',
  allergens: 'allergens',
  position: 'place on the menu',
};

export const trail = {
  trail: {
    heading: 'Activity',
    sentence: 'Who did what, newest first. Every order has its own history besides.',
    kind: 'What',
    all: 'Everything',
    day: 'Day',
    about: (name: string) => `About ${name}`,
    everybody: 'Show everybody',
    order: 'Order',
    account: 'Account',
    more: 'Show older ones',
    today: 'Today',
    itself: 'Passline',
    operator: 'An operator',
    somebody: 'somebody',
    gone: (role: string) => `Somebody who was ${role}`,
    refused: 'Refused.',
    failed: 'It failed.',
    from: (address: string) => `from ${address}`,
    none: {
      title: 'Nothing here',
      text: 'When somebody changes the team, the menu, prices, hours or settings, it stands here with their name.',
    },
    deeds,
    actions,
    fields,
  },
};
