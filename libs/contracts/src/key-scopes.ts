/** What an API key can be allowed to do. Each call and command that a key may use names the scope that it needs. */
export const keyScopes = [
  'orders:read',
  'orders:write',
  'menu:write',
  'opening:write',
  'reports:read',
  'live',
] as const;
export type KeyScope = (typeof keyScopes)[number];
