import { Refusal } from '@passline/contracts';

/** A payload of the wrong shape. CommandFilter adds the right one, because it knows the command. */
export class WrongPayload extends Refusal {}

interface Issue {
  code?: string;
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Names the invalid fields of a payload, without their values. */
export function validationError(issues: readonly Issue[]): WrongPayload {
  const errors = issues.map(({ code, message, path = [] }) => ({
    path: path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    // The names of unknown fields are the client's own words.
    message: code === 'unrecognized_keys' ? 'there is an unknown field' : message,
  }));
  const [first] = errors;
  const detail = first
    ? [first.path, first.message].filter(Boolean).join(': ')
    : 'the payload does not match the schema of this command';
  return new WrongPayload('validation_failed', detail, { errors });
}
