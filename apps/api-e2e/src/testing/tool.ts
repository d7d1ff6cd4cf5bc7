import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../', import.meta.url);
const programs = {
  backup: 'tools/backup/backup.ts',
  restore: 'tools/backup/restore.ts',
  migrate: 'tools/backup/migrate.ts',
  password: 'apps/api/dist/bootstrap/reset-password.js',
};

export interface ToolResult {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs one of the operator's commands as a separate process, with only the given variables. */
export async function runTool(
  name: keyof typeof programs,
  args: readonly string[],
  env: Record<string, string>,
): Promise<ToolResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(programs[name], root)), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

/** Like `runTool`; throws if the command fails. */
export async function tool(...call: Parameters<typeof runTool>): Promise<string> {
  const { code, output, errors } = await runTool(...call);
  if (code !== 0) throw new Error(`${call[0]} ended with ${String(code)}:\n${errors}`);
  return output + errors;
}
