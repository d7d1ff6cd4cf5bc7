// The `commit-msg` hook: `type(scope): what` in at most 72 characters, an empty line, and a body that says why.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const types = ['feat', 'fix', 'perf', 'refactor', 'test', 'docs', 'build', 'ci', 'chore', 'style', 'revert'];
const longest = 72;

/** What is wrong with a commit message; empty when nothing is. */
export function problemsOf(message) {
  // Git removes comments and everything below the scissors line itself, but only after this hook.
  const [text] = message.split(/^# -+ >8 -+$/m);
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim()
    .split('\n');
  const [subject = '', second = '', ...body] = lines;
  if (/^(Merge|Revert|fixup!|squash!|amend!) ?/.test(subject)) return [];
  const problems = [];
  if (!new RegExp(`^(${types.join('|')})(\\([a-z0-9-]+\\))?!?: \\S`).test(subject))
    problems.push(`the subject must read "type(scope): what", with one of ${types.join(', ')}`);
  if (subject.length > longest)
    problems.push(`the subject has ${subject.length} characters, ${longest} are allowed`);
  if (second !== '') problems.push('the second line must be empty');
  if (body.join('').trim() === '') problems.push('a body is missing: say why the change was made');
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = problemsOf(readFileSync(process.argv[2], 'utf8'));
  for (const problem of problems) console.error(`Commit message: ${problem}.`);
  if (problems.length > 0) {
    console.error('CONTRIBUTING.md shows the form. Your text is kept in .git/COMMIT_EDITMSG.');
    process.exit(1);
  }
}
