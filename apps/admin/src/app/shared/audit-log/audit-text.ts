import type { AuditEntry, AuditPage } from '@passline/contracts';
import { reasonText } from '@passline/web/orders/reason-text.ts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../core/i18n/en.ts';

type Names = AuditPage['names'];
type Detail = AuditEntry['details'][string] | undefined;

/** Turns ids and numbers into text. */
export interface Dictionary {
  names: Names;
  messages: Messages;
  formats: Pick<Formats, 'number' | 'decimal' | 'money' | 'percent' | 'dateAndTime'>;
  currencyOf: (restaurantId: string | null) => string | undefined;
}

/** One entry of the audit log as a sentence. */
export function auditSentence(entry: AuditEntry, dictionary: Dictionary): string {
  const { auditLog } = dictionary.messages;
  const sentence = auditLog.sentences[entry.action]({
    who: whoDid(entry, dictionary),
    whom: dictionary.names[entry.subject.id] ?? auditLog.unknownUser,
    own: entry.actor?.id === entry.subject.id,
    part: (name) => partOf(name, entry, dictionary),
  });
  const outcome = { done: '', refused: auditLog.refused, failed: auditLog.failed }[entry.result];
  // Such a sentence already says that something was refused.
  return entry.action.endsWith('_refused') || !outcome ? sentence : `${sentence} ${outcome}`;
}

/** Without a name: Passline itself, operators whose names are hidden, and erased accounts. */
function whoDid({ actor }: AuditEntry, { names, messages: { auditLog, shell } }: Dictionary): string {
  if (!actor) return auditLog.system;
  const name = names[actor.id];
  if (name) return actor.role === 'key' ? shell.apiKey(name) : name;
  if (actor.role === 'operator') return auditLog.operator;
  return auditLog.gone(roleIn(shell.roles, actor.role));
}

/** An unknown role, such as a service's, is shown as it is. */
const roleIn = (roles: Partial<Record<string, string>>, word: string): string => roles[word] ?? word;

function partOf(name: string, { details, restaurantId, action }: AuditEntry, dictionary: Dictionary): string {
  const { names, messages, formats, currencyOf } = dictionary;
  const role = (word: Detail) => roleIn(messages.shell.roles, String(word ?? ''));
  const at = (place: Detail) =>
    typeof place === 'string' && names[place]
      ? (word: string) => messages.accountsPage.moving.at(word, names[place] ?? '')
      : (word: string) => word;
  const price = (minor: Detail) => {
    if (typeof minor !== 'number') return '';
    const currency = currencyOf(restaurantId);
    return currency ? formats.money(minor, currency) : formats.decimal(minor / 100, 2);
  };
  const detail = details[name];
  switch (name) {
    case 'role':
      return role(detail);
    case 'from':
      return action === 'user.role_changed'
        ? at(details['fromRestaurant'])(role(detail))
        : String(detail ?? '');
    case 'to':
      return at(details['toRestaurant'])(role(detail));
    case 'fields':
      return String(detail ?? '')
        .split(', ')
        .map((field) => messages.auditLog.fields[field] ?? field)
        .join(', ');
    case 'reason':
      return reasonText({ code: String(detail ?? ''), reason: '' }, messages);
    case 'until':
      return typeof detail === 'string' ? formats.dateAndTime(detail) : '';
    case 'priceFrom':
    case 'priceTo':
      return price(detail);
    case 'amount':
      return typeof detail === 'number' ? formats.money(detail, String(details['currency'])) : '';
    case 'discount': {
      const value = details['discountValue'];
      if (typeof value !== 'number') return '';
      return details['kind'] === 'percent' ? formats.percent(value) : price(value);
    }
    case 'courier':
    case 'previous':
      return typeof detail === 'string' ? (names[detail] ?? messages.auditLog.unknownUser) : '';
    case 'busyMinutes':
      return typeof detail === 'number' && detail > 0 ? formats.number(detail) : '';
    default:
      return detail === null || detail === undefined || detail === false ? '' : String(detail);
  }
}
