import { join } from 'node:path';
import ts from 'typescript';

/** A Kubernetes object; its fields are what the schemas say. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}

const root = join(import.meta.dirname, '..', '..');
const moduleOf = ({ apiVersion, kind }: Manifest) => `kubernetes-models/${apiVersion}/${kind}`;

/**
 * What a cluster would refuse, by the schemas of the package kubernetes-models, without a cluster. Its validators check
 * values but let unknown fields pass; its types know every field, so the compiler looks for the others.
 */
export async function manifestProblems(manifest: Manifest): Promise<string[]> {
  return [...problemsOfFields(manifest), ...(await problemsOfValues(manifest))];
}

async function problemsOfValues(manifest: Manifest): Promise<string[]> {
  const { [manifest.kind]: Model } = (await import(moduleOf(manifest))) as Record<
    string,
    (new (data: unknown) => { validate(): void }) | undefined
  >;
  if (!Model) return [`there is no ${manifest.apiVersion} ${manifest.kind}`];
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** The types are the same for every manifest, and reading them is most of the work. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function problemsOfFields(manifest: Manifest): string[] {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const file = join(root, 'manifest.mts');
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const source = `import type { I${manifest.kind} } from '${moduleOf(manifest)}';
export const manifest: I${manifest.kind} = ${JSON.stringify(manifest, null, 1)};`;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    if (path === file) return ts.createSourceFile(path, source, ts.ScriptTarget.ES2022);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
