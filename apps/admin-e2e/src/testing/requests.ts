import type { CallName } from '@passline/api-client';
import { fullPath, routes } from '@passline/contracts/routes';
import type { Response } from 'playwright-core';

/** Matches the URLs of a REST call with any parameters and any query, for `page.route`. */
export const urlsOf = (name: CallName): RegExp => {
  const path = fullPath(routes[name]).replaceAll(/:\w+/g, '[^/?]+');
  return new RegExp(`^https?://[^/]+${path}(\\?.*)?$`);
};

/** For `page.waitForResponse`. */
export const isAnswerTo =
  (name: CallName) =>
  (response: Response): boolean =>
    response.request().method() === routes[name].method && urlsOf(name).test(response.url());
