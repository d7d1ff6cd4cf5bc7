import { Refusal } from '@passline/contracts';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Names the invalid fields of a payload, without their values. */
export function validationError(issues: readonly Issue[]): Refusal {
  const errors = issues.map(({ message, path = [] }) => ({
    path: path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    message,
  }));
  const [first] = errors;
  const detail = first
    ? [first.path, first.message].filter(Boolean).join(': ')
    : 'the payload does not match the schema of this command';
  return new Refusal('validation_failed', detail, { errors });
}
