import type { DurableEventName, Meta, WirePayload } from '@passline/contracts';

/** A durable event as it came off the wire. Its name may be one that this version does not know yet. */
export interface Arrival {
  event: string;
  payload: unknown;
  meta: Meta;
  /** It happened while we were away, or was lost on the way, and was fetched. */
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
