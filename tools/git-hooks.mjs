// `npm install` points git at the project's own hooks; outside a checkout (an image build) there is nothing to do.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync(new URL('../.git', import.meta.url))) {
  execFileSync('git', ['config', 'core.hooksPath', '.githooks']);
}
