import type { Response } from 'express';

/** The sites that may show a page in a frame, by the page's path. */
export type FramedBy = (path: string) => Promise<readonly string[]>;

/** Without it no site may: then the visitor's clicks could be led to buttons that they do not see. */
export function allowFrames(response: Response, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const policy = String(response.getHeader('content-security-policy'));
  const allowed = policy.replace("frame-ancestors 'none'", `frame-ancestors ${origins.join(' ')}`);
  response.setHeader('content-security-policy', allowed);
  // It knows no list of sites.
  response.removeHeader('x-frame-options');
}
