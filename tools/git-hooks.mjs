// `npm install` configures git to use the project's hooks. Outside a checkout, such as an image build, it does nothing.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync(new URL('../.git', import.meta.url))) {
  execFileSync('git', ['config', 'core.hooksPath', '.githooks']);
}
