import 'reflect-metadata';
import { Refusal } from '@passline/contracts';
import { readConfig } from '../common/config/env.ts';
import { explainStartFailure } from './start-failure.ts';
import { givePasswordFromHere } from './password-reset.ts';

process.umask(0o077);

const [email, ...more] = process.argv.slice(2);
if (!email || more.length > 0) {
  process.stderr.write('usage: npm run password -- <email>\n');
  process.exit(2);
}
try {
  const password = await givePasswordFromHere(readConfig(), email);
  process.stdout.write(
    `${email} signs in with\n\n  ${password}\n\nfrom now on, and is asked for a password of their own. Whoever was signed in is not any more.\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Refusal ? error.message : explainStartFailure(error)}\n`);
  process.exit(1);
}
