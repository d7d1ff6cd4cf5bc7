import type { SharedTexts } from '../i18n/texts/en.ts';

/** A listed reason in the reader's language; free text, and text that an earlier release stored, as it is. */
export function reasonText(
  { reason, code }: { reason: string; code?: string | null | undefined },
  { reasons }: SharedTexts,
): string {
  return code && Object.hasOwn(reasons, code) ? reasons[code as keyof typeof reasons] : reason;
}
