import { readConfig } from './env.ts';
import { variables } from './variables.ts';

const secret = 'x'.repeat(32);

describe('the configuration', () => {
  test('has a default for every variable outside production', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      workers: 1,
      demo: true,
      corsOrigins: [],
      logLevel: 'info',
    });
  });

  test('treats an empty variable as absent', () => {
    expect(readConfig({ PORT: '', REDIS_URL: ' ' })).toMatchObject({ port: 3000, redisUrl: undefined });
  });

  test('reports all problems in one message', () => {
    const read = () =>
      readConfig({
        NODE_ENV: 'production',
        PORT: 'eighty',
        MONGODB_URI: 'postgres://db',
        METRICS_TOKEN: 'short',
        CORS_ORIGINS: 'https://ok.example, nonsense',
        LOG_LEVEL: 'loud',
      });
    for (const name of ['PORT', 'JWT_SECRET', 'MONGODB_URI', 'METRICS_TOKEN', 'CORS_ORIGINS', 'LOG_LEVEL'])
      expect(read).toThrow(new RegExp(`^  ${name} `, 'm'));
  });

  test.each([
    ['PORT', '99999', 'must be a whole number between 0 and 65535, not 99999'],
    ['PORT', 'eighty', 'must be a whole number between 0 and 65535, not eighty'],
    ['PORT', '80.5', 'must be a whole number between 0 and 65535, not 80.5'],
    ['WORKERS', '0', 'must be a whole number between 1 and 64, not 0'],
    ['RATE_LIMIT_FACTOR', '0', 'must be a number between 0.01 and 100000, not 0'],
    ['RATE_LIMIT_FACTOR', 'NaN', 'must be a number between 0.01 and 100000, not NaN'],
    ['DEMO', 'yes', 'must be on or off'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
    ['INTERNAL_API_KEY', 'short', 'must have at least 16 characters'],
  ])('a wrong %s=%s is answered with what is allowed', (name, value, problem) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      `The configuration is invalid:\n  ${name} ${problem}`,
    );
  });

  test('every number has a range, which its message names', () => {
    const problems = variables.flatMap((name) => {
      try {
        readConfig({ [name]: '1e12' });
        return [];
      } catch (error) {
        return (error as Error).message.split('\n').filter((line) => line.includes('number'));
      }
    });
    expect(problems.length).toBeGreaterThan(30);
    for (const problem of problems)
      expect(problem).toMatch(/^ {2}[A-Z_]+ must be a (whole )?number between [\d.]+ and \d+, not 1e12$/);
  });

  test.each([
    ['JWT_SECRET', {}],
    ['DEMO', { JWT_SECRET: secret, DEMO: 'on' }],
  ])('a wrong %s prevents a start in production', (name, variables) => {
    expect(() => readConfig({ NODE_ENV: 'production', ...variables })).toThrow(
      new RegExp(`^  ${name} `, 'm'),
    );
  });

  test('the demo is off by default in production', () => {
    expect(readConfig({ NODE_ENV: 'production', JWT_SECRET: secret })).toMatchObject({ demo: false });
  });

  test('the first operator needs both an email address and a password', () => {
    expect(() => readConfig({ OPERATOR_EMAIL: 'op@example.com' })).toThrow('must be set together');
    expect(
      readConfig({ OPERATOR_EMAIL: 'Op@Example.com', OPERATOR_PASSWORD: 'a long password' }).firstOperator,
    ).toEqual({ email: 'op@example.com', password: 'a long password' });
  });

  describe('the identity provider', () => {
    const given = {
      PUBLIC_URL: 'https://orders.example.com',
      OIDC_ISSUER: 'https://login.example.com/realms/aurora',
      OIDC_CLIENT_ID: 'passline',
    };

    test('is none unless it is configured', () => {
      expect(readConfig({}).identityProvider).toBeNull();
      expect(readConfig(given).identityProvider).toMatchObject({
        clientSecret: undefined,
        label: 'login.example.com',
      });
      const more = { OIDC_CLIENT_SECRET: 'secret', OIDC_LABEL: ' Aurora Group ' };
      expect(readConfig({ ...given, ...more }).identityProvider).toEqual({
        issuer: 'https://login.example.com/realms/aurora',
        clientId: 'passline',
        clientSecret: 'secret',
        publicUrl: 'https://orders.example.com',
        label: 'Aurora Group',
      });
    });

    test.each([
      ['OIDC_ISSUER', { OIDC_CLIENT_ID: '' }],
      ['OIDC_ISSUER', { PUBLIC_URL: '' }],
      ['OIDC_CLIENT_SECRET', { OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: 'secret' }],
    ])('needs the variables beside it: %s %j', (name, without) => {
      expect(() => readConfig({ ...given, ...without })).toThrow(
        new RegExp(`^  ${name} .*(needs|together)`, 'm'),
      );
    });

    test.each(['http://127.0.0.1:3001', 'http://localhost/realm', 'http://[::1]:3001'])(
      'may be at %s, on this machine',
      (issuer) => {
        expect(readConfig({ ...given, OIDC_ISSUER: issuer }).identityProvider).toMatchObject({ issuer });
      },
    );

    test.each([
      'http://login.example.com',
      'http://127.0.0.1.example.com',
      'https://login.example.com/?realm=aurora',
      'https://user:password@login.example.com',
      'login.example.com',
    ])('may not be at %s', (issuer) => {
      expect(() => readConfig({ ...given, OIDC_ISSUER: issuer })).toThrow(
        /^ {2}OIDC_ISSUER must be an https address/m,
      );
    });
  });

  test('MAP_TILE_URL needs all placeholders; without it there is no map', () => {
    expect(readConfig({ MAP_ATTRIBUTION: '© Example Maps' }).map).toBeNull();
    const tileUrl = 'https://{s}.tiles.example.com/{z}/{x}/{y}.png';
    expect(readConfig({ MAP_TILE_URL: tileUrl, MAP_ATTRIBUTION: '© Example Maps' }).map).toEqual({
      tileUrl,
      attribution: '© Example Maps',
    });
    for (const wrong of [
      'https://tiles.example.com/{z}/{x}.png',
      'https://tiles.{s}.example.com/{z}/{x}/{y}.png',
      '//tiles.example.com/{z}/{x}/{y}.png',
      "https://tiles.example.com; script-src 'unsafe-inline'/{z}/{x}/{y}.png",
    ])
      expect(() => readConfig({ MAP_TILE_URL: wrong })).toThrow(/^ {2}MAP_TILE_URL /m);
  });

  test('JWT_PREVIOUS_SECRETS is a comma list of secrets of at least 32 characters', () => {
    const [one, two] = ['a'.repeat(32), 'b'.repeat(40)];
    expect(readConfig({ JWT_PREVIOUS_SECRETS: `${one}, ${two},` }).jwtPreviousSecrets).toEqual([one, two]);
    expect(() => readConfig({ JWT_PREVIOUS_SECRETS: `${one},short` })).toThrow('JWT_PREVIOUS_SECRETS');
  });

  test('STOP_NOTICE_SECONDS must leave at least 5 of the STOP_SECONDS', () => {
    expect(readConfig({ STOP_SECONDS: '20', STOP_NOTICE_SECONDS: '15' })).toMatchObject({
      stopNoticeMs: 15_000,
    });
    expect(() => readConfig({ STOP_NOTICE_SECONDS: '26' })).toThrow(/^ {2}STOP_NOTICE_SECONDS /m);
  });

  test('CORS_ORIGINS is a comma list of origins without trailing slashes', () => {
    expect(readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:4200' }).corsOrigins).toEqual([
      'https://a.example',
      'http://localhost:4200',
    ]);
    expect(() => readConfig({ CORS_ORIGINS: 'https://a.example/' })).toThrow('CORS_ORIGINS');
  });
});
