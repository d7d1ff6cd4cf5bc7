import type { Point } from '@passline/contracts';

/** Opens the telephone's navigation. Only Apple's devices do not know the scheme `geo:`. */
export function navigationLink(
  address: string,
  at: Point | undefined,
  userAgent = navigator.userAgent,
): string {
  const where = at ? `${at.lat},${at.lng}` : address;
  if (/iPhone|iPad|iPod|Macintosh/.test(userAgent))
    return `https://maps.apple.com/?daddr=${encodeURIComponent(where)}`;
  if (userAgent.includes('Android')) {
    const label = at ? `${where}(${address})` : address;
    return `geo:${at ? where : '0,0'}?q=${encodeURIComponent(label)}`;
  }
  return `https://www.openstreetmap.org/directions?to=${encodeURIComponent(where)}`;
}
