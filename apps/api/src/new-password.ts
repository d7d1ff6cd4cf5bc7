import 'reflect-metadata';
import { Refusal } from '@passline/contracts';
import { readConfig } from './config/env.ts';
import { told } from './config/start-problem.ts';
import { givePasswordFromHere } from './people/from-here.ts';

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
  process.stderr.write(`${error instanceof Refusal ? error.message : told(error)}\n`);
  process.exit(1);
}
