import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { deployed } from './testing/nginx.ts';

interface Service {
  image: string;
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  networks?: Record<string, { ipv4_address?: string }> | string[];
  stop_grace_period?: string;
  deploy?: { resources: { limits: { cpus: string; memory: string } } };
  ports?: string[];
}

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const text = readFileSync(at('docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const nodes = services.filter(([, { environment }]) => environment?.['MONGODB_URI']);
const named = (pattern: RegExp, of: string) => [...of.matchAll(pattern)].map(([, name]) => name!);

/** A spec of the API compares docs/configuration.md with the variables that the server reads. */
const known = named(/^\| (`.*?`) +\|/gm, readFileSync(at('docs/configuration.md'), 'utf8')).flatMap((cell) =>
  named(/`([A-Z_]+)`/g, cell),
);

test.each(nodes)('%s gets every variable that it needs, and none that Passline does not know', (_, node) => {
  const given = Object.keys(node.environment!);
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
  expect(given).toEqual(
    expect.arrayContaining([
      ...['JWT_SECRET', 'JWT_PREVIOUS_SECRETS', 'MONGODB_URI', 'REDIS_URL', 'TRUSTED_PROXIES', 'NODE_ID'],
      ...['METRICS_TOKEN', 'PUBLIC_URL', 'OPERATOR_EMAIL', 'OPERATOR_PASSWORD'],
    ]),
  );
});

test('the env file has the variables of docker-compose.yml, and those without a default are required', () => {
  const offered = named(/^([A-Z_]+)=/gm, deployed('passline.env.example'));
  expect([...new Set(named(/\$\{([A-Z_]+)/g, text))].sort()).toEqual([...offered].sort());
  const empty = named(/^([A-Z_]+)=$/gm, deployed('passline.env.example').split('# --- What is')[0]!);
  const demanded = named(/\$\{([A-Z_]+):\?/g, text);
  const withDefault = named(/\$\{([A-Z_]+):-/g, text);
  expect(empty.filter((name) => !demanded.includes(name) && !withDefault.includes(name))).toEqual([]);
  for (const secret of [
    'JWT_SECRET',
    'MONGO_PASSWORD',
    'MONGO_ROOT_PASSWORD',
    'MONGO_REPLICA_KEY',
    'REDIS_PASSWORD',
  ])
    expect(demanded).toContain(secret);
  expect(withDefault.filter((name) => demanded.includes(name))).toEqual([]);
});

describe.each(services)('%s', (name, service) => {
  test('has a pinned version, resource limits and a health check', () => {
    expect(service.image).toMatch(/^[\w./-]+:(\d+\.\d+\.\d+(-\w+)?|local)$/);
    expect(service.deploy?.resources.limits).toEqual({
      cpus: expect.stringMatching(/^\d/),
      memory: expect.stringMatching(/^\d+[mg]$/),
    });
    expect(service.healthcheck?.test[0]).toMatch(/^CMD/);
    expect(service).not.toHaveProperty('privileged');
  });

  test('refers only to files and services that exist', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services).toHaveProperty([other]);
      expect(condition).toBe('service_healthy');
    }
    const networks = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
    expect(networks.filter((network) => !(network in compose.networks))).toEqual([]);
    for (const volume of service.volumes ?? []) {
      const [from] = volume.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').split(':') as [string];
      if (from.startsWith('.') && from !== './deploy/tls')
        expect({ from, is: existsSync(at(from)) }).toEqual({ from, is: true });
      if (!/^[./]/.test(from)) expect(compose.volumes).toHaveProperty([from]);
    }
  });

  test(name === 'nginx' ? 'is the only service with a published port' : 'publishes no port', () => {
    expect(service.ports !== undefined).toBe(name === 'nginx');
  });
});

test('nginx knows each node by address and NODE_ID, and the nodes trust forwarded addresses from nginx only', () => {
  const upstreams = deployed('nginx-upstreams.conf');
  const addressOf = (service: Service) =>
    (service.networks as Record<string, { ipv4_address?: string }>)['web']?.ipv4_address;
  expect(nodes.length).toBeGreaterThan(1);
  for (const [name, node] of nodes) {
    const id = node.environment!['NODE_ID']!;
    expect(upstreams).toMatch(new RegExp(`upstream passline_${id} \\{\\s+server ${name}:3000;`));
    expect(upstreams).toContain(`"~^${id}-" passline_${id};`);
    expect(upstreams.split('upstream passline_')[0]).toContain(`server ${name}:3000 `);
    expect(node.environment!['TRUSTED_PROXIES']).toBe(addressOf(compose.services['nginx']!));
    expect(addressOf(node)).toMatch(/^10\./);
  }
  const ids = nodes.map(([, { environment }]) => environment!['NODE_ID']);
  expect(new Set(ids).size).toBe(nodes.length);
});

test('nodes get the time that they need to stop, and the image has the commands for operators', () => {
  for (const [, { stop_grace_period: grace }] of nodes)
    expect(Number.parseInt(grace!)).toBeGreaterThanOrEqual(35);
  expect(readFileSync(at('Dockerfile'), 'utf8')).toContain('./tools/backup');
});
