import type { Restaurant } from '@passline/contracts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../core/i18n/en.ts';

/** Whether the restaurant takes orders now, and until or from when. */
export function openingText(
  { isOpen, opensAt, closesAt, busyMinutes }: Restaurant,
  { opening }: Messages,
  formats: Formats,
): string {
  if (!isOpen) return opensAt ? opening.opensAt(formats.moment(opensAt)) : opening.closed;
  if (busyMinutes > 0) return opening.busy(formats.number(busyMinutes));
  return closesAt ? opening.openUntil(formats.moment(closesAt)) : opening.open;
}
