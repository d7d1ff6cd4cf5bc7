import type { AuditAction } from '@passline/contracts';

/** The parts of an audit log sentence as readable text. A missing part is an empty string. */
export interface AuditSentenceParts {
  who: string;
  whom: string;
  /** The user did it to their own account. */
  own: boolean;
  part: (name: string) => string;
}

const list = (words: string) => (words ? `: ${words}` : '');

const sentences: Record<AuditAction, (parts: AuditSentenceParts) => string> = {
  'operator.signed_in': ({ who }) => `${who} signed in.`,
  'operator.sign_in_refused': ({ whom }) => `A sign-in as ${whom} was refused.`,
  'user.created': ({ who, whom, part }) => `${who} created an account for ${whom}: ${part('role')}.`,
  'user.role_changed': ({ who, whom, part }) =>
    `${who} changed the role of ${whom} from ${part('from')} to ${part('to')}.`,
  'user.membership_added': ({ who, whom, own, part }) =>
    own ? `${who} joined the team: ${part('role')}.` : `${who} added ${whom} to the team: ${part('role')}.`,
  'user.membership_ended': ({ who, whom }) => `${who} removed ${whom} from the team.`,
  'invitation.sent': ({ who, part }) => `${who} invited a person to the team: ${part('role')}.`,
  'invitation.withdrawn': ({ who, part }) => `${who} withdrew an invitation: ${part('role')}.`,
  'user.password_changed': ({ who, whom, own }) =>
    own ? `${who} changed their own password.` : `${who} reset the password of ${whom}.`,
  'user.signed_in_with_provider': ({ who }) => `${who} signed in with the identity provider.`,
  'user.identity_linked': ({ who }) => `${who} was linked to a person of the identity provider.`,
  'user.identity_unlinked': ({ who, whom }) => `${who} unlinked ${whom} from the identity provider.`,
  'user.identity_refused': ({ whom }) => `A sign-in as ${whom} with the identity provider was refused.`,
  'user.second_factor_on': ({ who }) => `${who} turned their second factor on.`,
  'user.second_factor_off': ({ who }) => `${who} turned their second factor off.`,
  'user.second_factor_reset': ({ who, whom }) => `${who} reset the second factor of ${whom}.`,
  'user.second_factor_used': ({ who, part }) =>
    part('recoveryCodesLeft')
      ? `${who} signed in with a recovery code; ${part('recoveryCodesLeft')} are left.`
      : `${who} signed in with their second factor.`,
  'user.second_factor_refused': ({ whom }) => `A wrong code was entered for ${whom} at a sign-in.`,
  'user.disabled': ({ who, whom }) => `${who} disabled ${whom}.`,
  'user.enabled': ({ who, whom }) => `${who} enabled ${whom}.`,
  'user.exported': ({ who, whom, own }) =>
    own ? `${who} exported their own data.` : `${who} exported the data of ${whom}.`,
  'user.erased': ({ who, whom, own }) =>
    own ? `${whom} was erased at their own request.` : `${who} erased ${whom}.`,
  'restaurant.created': ({ who, whom }) => `${who} added ${whom}.`,
  'restaurant.changed': ({ who, part }) => `${who} changed the settings${list(part('fields'))}.`,
  'restaurant.status_changed': ({ who, part }) => {
    const until = part('until') && ` until ${part('until')}`;
    if (!part('isOpen')) return `${who} stopped taking orders${until}.`;
    return part('busyMinutes')
      ? `${who} set the kitchen to busy: ${part('busyMinutes')} extra min${until}.`
      : `${who} opened for orders.`;
  },
  'restaurant.customer_blocked': ({ who, whom }) => `${who} blocked ${whom}.`,
  'restaurant.customer_unblocked': ({ who, whom }) => `${who} unblocked ${whom}.`,
  'menu.item_added': ({ who, part }) => `${who} added ${part('name')} to the menu.`,
  'menu.item_changed': ({ who, part }) =>
    part('priceTo')
      ? `${who} changed the price of ${part('name')} from ${part('priceFrom')} to ${part('priceTo')}.`
      : `${who} changed ${part('name')}${list(part('fields'))}.`,
  'menu.item_removed': ({ who, part }) => `${who} removed ${part('name')} from the menu.`,
  'menu.item_availability_changed': ({ who, part }) =>
    part('available')
      ? `${who} marked ${part('name')} as available.`
      : `${who} marked ${part('name')} as sold out.`,
  'printer.added': ({ who, part }) => `${who} added a printer at ${part('host')}.`,
  'printer.changed': ({ who, part }) =>
    `${who} changed the printer at ${part('host')}${list(part('fields'))}.`,
  'printer.removed': ({ who }) => `${who} removed a printer.`,
  'offer.created': ({ who, part }) => `${who} started the offer ${part('code')}: ${part('discount')} off.`,
  'offer.ended': ({ who, part }) => `${who} ended the offer ${part('code')}.`,
  'announcement.published': ({ who }) => `${who} published an announcement.`,
  'announcement.ended': ({ who }) => `${who} ended an announcement.`,
  'order.cancelled': ({ who, part }) => `${who} cancelled order ${part('number')}${list(part('reason'))}.`,
  'order.courier_assigned': ({ who, part }) =>
    `${who} assigned order ${part('number')} to ${part('courier')}${part('previous') && `, previously ${part('previous')}`}.`,
  'payment.refund_due': ({ part }) => `A refund of ${part('amount')} is due.`,
  'payment.refunded': ({ part }) => `A refund of ${part('amount')} was paid.`,
  'payment.partial_refund_due': ({ part }) => `A partial refund of ${part('amount')} is due.`,
  'payment.partly_refunded': ({ part }) => `A partial refund of ${part('amount')} was paid.`,
  'webhook.created': ({ who, part }) => `${who} added a webhook to ${part('host')}.`,
  'webhook.changed': ({ who, part }) => `${who} changed the webhook to ${part('host')}.`,
  'webhook.removed': ({ who, part }) => `${who} deleted the webhook to ${part('host')}.`,
  'webhook.secret_changed': ({ who, part }) => `${who} changed the secret of the webhook to ${part('host')}.`,
  'api_key.created': ({ who, whom, part }) => `${who} created the API key “${whom}”${list(part('scopes'))}.`,
  'api_key.revoked': ({ who, whom }) => `${who} revoked the API key “${whom}”.`,
  'parked_event.retried': ({ who }) => `${who} retried a parked event.`,
};

const actions: Record<AuditAction, string> = {
  'operator.signed_in': 'Operator signed in',
  'operator.sign_in_refused': 'Operator sign-in refused',
  'user.created': 'Account created',
  'user.role_changed': 'Role changed',
  'user.membership_added': 'Joined the team',
  'user.membership_ended': 'Removed from the team',
  'invitation.sent': 'Invited to the team',
  'invitation.withdrawn': 'Invitation withdrawn',
  'user.password_changed': 'Password changed',
  'user.signed_in_with_provider': 'Sign-in with the identity provider',
  'user.identity_linked': 'Linked to the identity provider',
  'user.identity_unlinked': 'Unlinked from the identity provider',
  'user.identity_refused': 'Sign-in with the identity provider refused',
  'user.second_factor_on': 'Second factor turned on',
  'user.second_factor_off': 'Second factor turned off',
  'user.second_factor_reset': 'Second factor reset',
  'user.second_factor_used': 'Second factor used',
  'user.second_factor_refused': 'Second factor refused',
  'user.disabled': 'Account disabled',
  'user.enabled': 'Account enabled',
  'user.exported': 'Data exported',
  'user.erased': 'Account erased',
  'restaurant.created': 'Restaurant added',
  'restaurant.changed': 'Settings changed',
  'restaurant.status_changed': 'Opening status changed',
  'restaurant.customer_blocked': 'Customer blocked',
  'restaurant.customer_unblocked': 'Customer unblocked',
  'menu.item_added': 'Dish added',
  'menu.item_changed': 'Dish or price changed',
  'menu.item_removed': 'Dish removed',
  'menu.item_availability_changed': 'Dish availability changed',
  'printer.added': 'Printer added',
  'printer.changed': 'Printer changed',
  'printer.removed': 'Printer removed',
  'offer.created': 'Offer started',
  'offer.ended': 'Offer ended',
  'announcement.published': 'Announcement published',
  'announcement.ended': 'Announcement ended',
  'order.cancelled': 'Order cancelled',
  'order.courier_assigned': 'Courier assigned',
  'payment.refund_due': 'Refund due',
  'payment.refunded': 'Refund paid',
  'payment.partial_refund_due': 'Partial refund due',
  'payment.partly_refunded': 'Partial refund paid',
  'webhook.created': 'Webhook added',
  'webhook.changed': 'Webhook changed',
  'webhook.removed': 'Webhook deleted',
  'webhook.secret_changed': 'Webhook secret changed',
  'api_key.created': 'API key created',
  'api_key.revoked': 'API key revoked',
  'parked_event.retried': 'Parked event retried',
};

/** Fields of restaurants and dishes; an unknown field is shown by its own name. */
const fields: Record<string, string> = {
  name: 'name',
  slug: 'address of the storefront',
  languages: 'languages',
  hours: 'opening hours',
  scheduling: 'orders for later',
  description: 'description',
  cuisine: 'cuisine',
  address: 'address',
  location: 'location',
  phone: 'phone',
  timeZone: 'time zone',
  deliveryFee: 'delivery fee',
  minimumOrder: 'minimum order',
  deliveryArea: 'delivery area',
  embedOrigins: 'websites that show the page',
  alertPolicy: 'unanswered orders',
  autoAccept: 'accepting orders',
  ageing: 'ticket colours',
  kitchen: 'stations',
  courierFee: 'what couriers earn',
  ordersPerTrip: 'orders in one trip',
  phoneRequired: 'telephone number for deliveries',
  replacements: 'items that cannot be made',
  category: 'category',
  price: 'price',
  options: 'options',
  picture: 'picture',
  allergens: 'allergens',
  vat: 'VAT',
  position: 'position on the menu',
  host: 'address',
  port: 'port',
  printOn: 'when it prints',
  stationId: 'station',
  copies: 'copies',
  language: 'language',
  enabled: 'on or off',
};

export const auditLog = {
  auditLog: {
    heading: 'Audit log',
    sentence: 'Who did what, newest first. Each order also has its own history.',
    kind: 'Action',
    all: 'Everything',
    day: 'Day',
    about: (name: string) => `About ${name}`,
    everyone: 'Show all users',
    order: 'Order',
    account: 'Account',
    more: 'Show older',
    today: 'Today',
    system: 'Passline',
    operator: 'An operator',
    unknownUser: 'an unknown user',
    gone: (role: string) => `Former ${role}`,
    refused: 'Refused.',
    failed: 'Failed.',
    from: (address: string) => `from ${address}`,
    trace: 'Trace id',
    request: 'Request id',
    copy: 'Copy',
    copied: 'Id copied.',
    notCopied: 'The browser did not allow copying. Select the id and copy it.',
    none: {
      title: 'No entries',
      text: 'Changes to the team, menu, prices, opening hours and settings appear here with the name of the person who made them.',
    },
    sentences,
    actions,
    fields,
  },
};
