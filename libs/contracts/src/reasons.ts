/**
 * Why an order is cancelled or recalled. Orders store the code, and each reader sees the reason in their own language. The
 * English texts are for clients that do not know the codes.
 */
export const cancelReasons = {
  item_sold_out: 'A dish is sold out',
  too_busy: 'Kitchen too busy',
  closing: 'Closing soon',
  outside_area: 'Outside delivery area',
  customer_request: 'Customer asked to cancel',
  customer_unreachable: 'Customer cannot be reached',
  duplicate: 'Duplicate or mistaken order',
} as const;
export const recallReasons = {
  done_by_mistake: 'Marked as done by mistake',
  item_missing: 'A dish is missing',
  item_wrong: 'A dish is not as ordered',
  not_received: 'The customer did not get it',
} as const;
/** Reasons that only Passline gives. */
export const systemReasons = {
  not_answered: 'The restaurant did not answer in time',
  replacement_declined: 'The customer did not want the replacement',
  replacement_not_answered: 'A dish cannot be made, and the customer did not answer in time',
  unspecified: 'No reason given',
} as const;

const texts = { ...cancelReasons, ...recallReasons, ...systemReasons };
export type ListedReason = keyof typeof texts;
/** `other`: the reason is free text. */
export type ReasonCode = ListedReason | 'other';

const codesOf = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];
export const cancelReasonCodes = [...codesOf(cancelReasons), 'other' as const];
export const recallReasonCodes = [...codesOf(recallReasons), 'other' as const];
export const reasonCodes: readonly ReasonCode[] = [...codesOf(texts), 'other'];

export type CancelReason = (typeof cancelReasonCodes)[number];
export type RecallReason = (typeof recallReasonCodes)[number];

/** A reason as it is stored and published. Without a code: a text that an earlier release stored. */
export interface Reason {
  code?: ReasonCode | null | undefined;
  reason: string;
}

export const listedReason = (code: ListedReason): { code: ListedReason; reason: string } => ({
  code,
  reason: texts[code],
});

const byText = new Map(codesOf(texts).map((code) => [texts[code] as string, code]));

/** A listed text counts as its code, because clients that do not know the codes send it. */
export function reasonOfText(reason: string): { code: ReasonCode; reason: string } {
  const code = byText.get(reason);
  return code ? listedReason(code) : { code: 'other', reason };
}

/** Whether it was typed. A listed reason contains no personal data. */
export const isFreeReason = ({ code }: Reason): boolean => !code || code === 'other';
