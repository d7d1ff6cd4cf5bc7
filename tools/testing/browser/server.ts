import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startServer as startProcess } from '../server-process.ts';

const indexes = ['admin', 'storefront', 'courier'].map((app) =>
  fileURLToPath(new URL(`../../../apps/${app}/dist/browser/index.html`, import.meta.url)),
);

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** The API process with the built apps and its own data. */
export async function startServer(env: Record<string, string> = {}): Promise<Server> {
  const missing = indexes.find((index) => !existsSync(index));
  if (missing) throw new Error(`${missing} is missing: run \`npm run build\` first`);
  // All sign-ins come from one address.
  const { url, dataDir, stop } = await startProcess({
    env: { RATE_LIMIT_FACTOR: '100', OVERLOAD_LAG_MS: '60000', ...env },
  });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
