/**
 * `npm run release -- VERSION` shows what a release would do, and why it cannot be made if it cannot. With `--write` it
 * makes it: changelog, versions, documents of the API, one commit and a tag. It never pushes.
 */
import { makeRelease, planRelease } from './release.ts';

const [version = '', ...options] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version) || options.some((option) => option !== '--write')) {
  console.error('Usage: npm run release -- VERSION [--write], with a version such as 0.2.0.');
  process.exit(2);
}
const release = planRelease(process.cwd(), version);
const { problems, from, breaks, unreleased, packages } = release;
if (problems.length > 0) {
  console.error(`${version} cannot be released:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  process.exit(1);
}
const write = options.includes('--write');
const today = new Date().toISOString().slice(0, 10);
if (write) makeRelease(release, today);
console.log(`${write ? 'Done' : 'This would be done'}, from ${from} to ${version}:
- CHANGELOG.md: "${unreleased?.heading.slice(3) ?? ''}" becomes "${version} (${today})"
- the version of ${packages.length} packages and of package-lock.json
- docs/api: the documents of ${version}, with ${breaks.length} breaks since the last release
- the commit "chore(release): ${version}" and the tag v${version}
${write ? 'Push it with: git push --follow-tags' : 'Nothing was changed. Do it with: npm run release -- ' + version + ' --write'}`);
