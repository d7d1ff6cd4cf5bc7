/**
 * Runs Lighthouse on pages of a running Chromium: `node lighthouse-runner.ts <port> <phone|desktop> <url>…`. Prints one line of JSON
 * for each page. A separate process, because Lighthouse's modules cannot be loaded in a Jest test.
 */
import lighthouse, { desktopConfig } from 'lighthouse';

const [port = '', device, ...urls] = process.argv.slice(2);
const run = (url: string) =>
  lighthouse(
    url,
    {
      port: Number(port),
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    },
    device === 'desktop' ? desktopConfig : undefined,
  );
for (const url of urls) {
  let result = await run(url);
  // Lighthouse asks for another run when a busy machine missed the start.
  for (let again = 0; again < 2 && result?.lhr.runtimeError?.code === 'NO_NAVSTART'; again++)
    result = await run(url);
  if (!result) throw new Error(`Lighthouse returned no result for ${url}`);
  const { categories, audits, finalDisplayedUrl, runtimeError } = result.lhr;
  const scores = Object.fromEntries(
    Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]),
  );
  const faults = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${id}: ${audits[id]?.title ?? ''} ${audits[id]?.displayValue ?? ''}`.trim()),
  );
  process.stdout.write(
    `${JSON.stringify({ url: finalDisplayedUrl, error: runtimeError?.message, scores, faults })}\n`,
  );
}
