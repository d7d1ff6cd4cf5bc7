import { spawnSync } from 'node:child_process';

/**
 * Known holes in what runs in production, from `high` on: they fail CI. A registry that has no audit, or cannot be
 * reached, is no finding: that is said, and CI goes on.
 */
const { stdout, stderr, error } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
  timeout: 120_000,
  maxBuffer: 64 * 1024 * 1024,
});

const report = parsed(stdout);
const counts = report?.metadata?.vulnerabilities;
if (!counts) {
  const why =
    report?.message ?? report?.error?.summary ?? error?.message ?? stderr?.trim().split('\n')[0] ?? '';
  console.warn(
    `NOT AUDITED: the dependency audit could not be run (${why || 'no answer'}). Nothing is known of holes.`,
  );
} else {
  const grave = (counts.high ?? 0) + (counts.critical ?? 0);
  console.log(`audited: ${grave} high or critical, ${(counts.low ?? 0) + (counts.moderate ?? 0)} lesser`);
  for (const { name, severity, via } of Object.values(report.vulnerabilities ?? {}))
    if (severity === 'high' || severity === 'critical')
      console.error(
        `${severity}: ${name}: ${via.map((it) => (typeof it === 'string' ? it : it.title)).join('; ')}`,
      );
  if (grave > 0) process.exitCode = 1;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
