import type { Config } from './env.ts';
import { keptSecret } from './kept-secret.ts';

/** The server's secret, from which the keys of tokens and of sealed data are derived. */
export const signingSecret = ({ jwtSecret, dataDir }: Pick<Config, 'jwtSecret' | 'dataDir'>): string =>
  jwtSecret ?? keptSecret(dataDir, 'jwt-secret');
