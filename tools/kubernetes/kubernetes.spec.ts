import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { type Manifest, manifestProblems } from './manifest-problems.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const folder = 'deploy/kubernetes';
const kustomization = parse(read(`${folder}/kustomization.yaml`)) as {
  resources: string[];
  configMapGenerator: { name: string; envs: string[] }[];
  secretGenerator: { name: string; envs: string[] }[];
  images: { name: string; newTag: string }[];
};
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(read(`${folder}/${file}`)).map((document) => document.toJS() as Manifest),
);
/** A copy with its fields as they are; the schemas are checked below. */
const one = (kind: string, name = 'passline') =>
  JSON.parse(JSON.stringify(manifests.find((it) => it.kind === kind && it.metadata.name === name)));
type Fields = ReturnType<typeof one>;
const settings = (text: string) =>
  Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
const config = settings(read(`${folder}/config.env`));
const secrets = settings(read(`${folder}/secrets.env.example`));

const pod = one('Deployment').spec.template.spec;
const [container] = pod.containers;
const dockerfile = read('Dockerfile')
  .split(/^FROM /m)
  .at(-1)!;

describe('the schemas of Kubernetes accept', () => {
  test.each(manifests.map((it): [string, Manifest] => [`${it.kind} ${it.metadata.name}`, it]))(
    '%s',
    async (_, manifest) => {
      expect(await manifestProblems(manifest)).toEqual([]);
    },
  );
});

describe('the schemas of Kubernetes refuse', () => {
  test.each<[what: string, change: (deployment: Fields) => void, problem: RegExp]>([
    [
      'an unknown field',
      ({ spec }) => (spec.template.spec.containers[0].livenessProb = {}),
      /"livenessProb"' does not exist/,
    ],
    ['another type', ({ spec }) => (spec.replicas = 'two'), /replicas must be integer/],
    ['a missing field', ({ spec }) => delete spec.selector, /must have required property selector/],
    [
      'an unreadable quantity',
      ({ spec }) => (spec.template.spec.containers[0].resources.limits.memory = '1 gigabyte'),
      /memory must match format "quantity"/,
    ],
  ])('%s', async (_, change, problem) => {
    const deployment = one('Deployment');
    change(deployment);
    expect((await manifestProblems(deployment)).join('\n')).toMatch(problem);
  });
});

test('kustomization.yaml names every manifest and the files of the settings', () => {
  const files = globSync('*.yaml', { cwd: join(root, folder) });
  expect([...kustomization.resources, 'kustomization.yaml'].sort()).toEqual(files.sort());
  expect(kustomization.configMapGenerator).toEqual([{ name: 'passline', envs: ['config.env'] }]);
  expect(kustomization.secretGenerator).toEqual([{ name: 'passline', envs: ['secrets.env'] }]);
  expect(read('.gitignore')).toContain('deploy/kubernetes/secrets.env\n');
  expect(container.envFrom).toEqual([
    { configMapRef: { name: 'passline' } },
    { secretRef: { name: 'passline' } },
  ]);
  expect(kustomization.images.map(({ name }) => name)).toEqual([container.image]);
});

/** A spec of the API compares docs/configuration.md with the variables that the server reads. */
test('every setting is one that Passline knows, and what it needs is there', () => {
  const known = [...read('docs/configuration.md').matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!),
  );
  const given = [...Object.keys(config), ...Object.keys(secrets)];
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(given).size).toBe(given.length);
  expect(given).toEqual(
    expect.arrayContaining([
      ...['JWT_SECRET', 'MONGODB_URI', 'REDIS_URL', 'PUBLIC_URL', 'TRUSTED_PROXIES'],
      ...['OPERATOR_EMAIL', 'OPERATOR_PASSWORD', 'METRICS_TOKEN'],
    ]),
  );
  // Secrets are never in the repository, and what is no secret is not in the Secret.
  expect(Object.values(secrets).filter((value) => value !== '')).toEqual([]);
});

test('ports, directories and user are those of the image', () => {
  const [, port] = / PORT=(\d+)/.exec(dockerfile)!;
  expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
  expect(one('Service').spec.ports[0].targetPort).toBe('http');
  expect(one('Service').spec.selector).toEqual(one('Deployment').spec.template.metadata.labels);
  const [, data] = / DATA_DIR=(\S+)/.exec(dockerfile)!;
  expect(container.volumeMounts.map((it: { mountPath: string }) => it.mountPath).sort()).toEqual([
    data,
    '/tmp',
  ]);
  expect(dockerfile).toContain('\nUSER node\n');
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('the probes ask paths that the server has', () => {
  const routes = read('libs/contracts/src/routes.ts');
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
    expect(routes).toContain(`'${container[probe].httpGet.path}'`);
  expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
});

test('a node that stops is out of the Service while it still serves, and has the time that it needs', () => {
  const [stop, notice] = [Number(config['STOP_SECONDS']), Number(config['STOP_NOTICE_SECONDS'])];
  const { periodSeconds, failureThreshold } = container.readinessProbe;
  expect(periodSeconds * failureThreshold).toBeLessThanOrEqual(notice);
  expect(stop - notice).toBeGreaterThanOrEqual(30);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(stop);
  expect(one('Deployment').spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
});

test('the entrance has the host of PUBLIC_URL, and the timeouts and sizes of nginx.conf', () => {
  const { metadata, spec } = one('Ingress');
  const { host } = new URL(config['PUBLIC_URL']!);
  expect([spec.rules[0].host, spec.tls[0].hosts]).toEqual([host, [host]]);
  const nginx = read('deploy/nginx.conf');
  const inSockets = /location \/socket\.io\/ \{[^}]*proxy_read_timeout (\d+)s/.exec(nginx)![1];
  const annotation = (name: string) => metadata.annotations[`nginx.ingress.kubernetes.io/${name}`];
  expect([annotation('proxy-read-timeout'), annotation('proxy-send-timeout')]).toEqual([
    inSockets,
    inSockets,
  ]);
  expect(annotation('proxy-body-size')).toBe(/client_max_body_size (9m)/.exec(nginx)![1]);
  expect(annotation('affinity')).toBe('cookie');
  const services = spec.rules[0].http.paths.map((it: Fields) => [it.path, it.backend.service.name]);
  expect(services).toEqual([
    ['/metrics', 'passline-closed'],
    ['/api/v1/internal', 'passline-closed'],
    ['/', 'passline'],
  ]);
  expect(one('Service', 'passline-closed').spec.selector).toBeUndefined();
});
