/**
 * Lighthouse over pages of a Chromium that runs already, in a process of its own (its modules do not live in a test's):
 * `node audit.ts <port> <phone|desk> <url>…`. Says one line of JSON for each.
 */
import lighthouse, { desktopConfig } from 'lighthouse';

const [port = '', device, ...urls] = process.argv.slice(2);
const look = (url: string) =>
  lighthouse(
    url,
    {
      port: Number(port),
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    },
    device === 'desk' ? desktopConfig : undefined,
  );
for (const url of urls) {
  let run = await look(url);
  // Lighthouse asks for another run when a busy machine missed the start.
  for (let again = 0; again < 2 && run?.lhr.runtimeError?.code === 'NO_NAVSTART'; again++)
    run = await look(url);
  if (!run) throw new Error(`Lighthouse said nothing of ${url}`);
  const { categories, audits, finalDisplayedUrl, runtimeError } = run.lhr;
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
