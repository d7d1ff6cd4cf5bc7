import 'reflect-metadata';
import { Refusal } from '@passline/contracts';
import { readConfig } from '../common/config/env.ts';
import { explainStartFailure } from './start-failure.ts';
import { setAccountPassword } from './set-account-password.ts';

process.umask(0o077);

const option = '--without-second-factor';
const given = process.argv.slice(2);
const [email, ...more] = given.filter((argument) => argument !== option);
const withoutSecondFactor = given.includes(option);
if (!email || more.length > 0) {
  process.stderr.write(`usage: npm run password -- <email> [${option}]\n`);
  process.exit(2);
}
try {
  const password = await setAccountPassword(readConfig(), email, { withoutSecondFactor });
  process.stdout.write(
    `New password of ${email}:\n\n  ${password}\n\nThe next sign-in asks for a password of their own. All sessions of this account end.\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Refusal ? error.message : explainStartFailure(error)}\n`);
  process.exit(1);
}
