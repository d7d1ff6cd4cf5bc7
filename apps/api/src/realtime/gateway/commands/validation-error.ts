import { Refusal } from '@passline/contracts';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Says what is wrong with a payload, and never what was in it. */
export function validationError(issues: readonly Issue[]): Refusal {
  const errors = issues.map(({ message, path = [] }) => ({
    path: path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    message,
  }));
  const [first] = errors;
  const detail = first ? [first.path, first.message].filter(Boolean).join(': ') : 'it does not fit';
  return new Refusal('validation_failed', detail, { errors });
}
