import type { DurableEventName, Meta, WirePayload } from '@passline/contracts';

/** A durable event as received. A newer server may send names that this version does not know. */
export interface ReceivedEvent {
  event: string;
  payload: unknown;
  meta: Meta;
  /** True when the event was missed (offline, or lost in transit) and fetched afterwards. */
  replayed: boolean;
}

export interface LiveEvent<N extends DurableEventName = DurableEventName> {
  event: N;
  payload: WirePayload<N>;
  meta: Meta;
  replayed: boolean;
}

/** Any durable event: narrowing by `event` narrows `payload`. */
export type AnyLiveEvent = { [N in DurableEventName]: LiveEvent<N> }[DurableEventName];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

export const isPosition = (value: unknown): value is { seq: number; epoch: string } =>
  isObject(value) && Number.isSafeInteger(value['seq']) && typeof value['epoch'] === 'string';

export const isMeta = (value: unknown): value is Meta =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  isObject(value['streams']) &&
  Object.values(value['streams']).every(isPosition);
