import { z } from 'zod';
import { StartProblem } from './start-problem.ts';
import {
  flag,
  secret,
  numberIn,
  amount,
  days,
  list,
  origins,
  tiles,
  networks,
  portRange,
  samplers,
  headers,
  isIssuer,
  logLevels,
} from './variable-kinds.ts';

/** Every variable that Passline reads, with its type, limits and default. */
const Env = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: amount(3_000, 0, 65_535),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, 'must begin with redis:// or rediss://')
    .optional(),
  WORKERS: amount(1, 1, 64),
  NODE_ID: z
    .string()
    .regex(/^[a-z0-9]{1,4}$/i, 'must be 1 to 4 letters or digits')
    .optional(),
  JWT_SECRET: secret(32).optional(),
  JWT_PREVIOUS_SECRETS: list
    .refine(
      (items) => items.every((item) => item.length >= 32),
      'must be a comma list of secrets of at least 32 characters',
    )
    .default([]),
  INTERNAL_API_KEY: secret(16).optional(),
  PAYMENT_WEBHOOK_SECRET: secret(16).optional(),
  PUBLIC_URL: z
    .string()
    .refine(
      (url) => URL.canParse(url) && new URL(url).origin === url,
      'must be an origin such as https://orders.example.com',
    )
    .optional(),
  SMTP_URL: z
    .string()
    .refine(
      (url) => URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol),
      'must be an address such as smtp://user:password@mail.example.com:587',
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^<>\r\n]*(<\S+@\S+>|\S+@\S+)$/, 'must be an address such as Aurora <orders@example.com>')
    .optional(),
  METRICS_TOKEN: secret(16)
    .regex(/^\S+$/, 'must not contain spaces, because it is sent as a bearer token')
    .optional(),
  SOCKET_ADMIN_USER: z.string().default('operator'),
  SOCKET_ADMIN_PASSWORD_HASH: z
    .string()
    .regex(/^\$2[aby]\$\d\d\$.{53}$/, 'must be a bcrypt hash')
    .optional(),
  OPERATOR_EMAIL: z.email('must be an email address').optional(),
  OPERATOR_PASSWORD: secret(12).optional(),
  OPERATOR_SECOND_FACTOR: z
    .enum(['required', 'optional'], 'must be required or optional')
    .default('optional'),
  OIDC_ISSUER: z
    .string()
    .refine(
      isIssuer,
      'must be an https address such as https://login.example.com, without query; http is allowed only for localhost',
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().trim().max(300).optional(),
  OIDC_CLIENT_SECRET: z.string().max(1_000).optional(),
  OIDC_LABEL: z.string().trim().max(40, 'must have at most 40 characters').optional(),
  DEMO: flag.optional(),
  DEMO_ORDERS: flag.default('on'),
  CORS_ORIGINS: origins.default([]),
  TRUSTED_PROXIES: list.default([]),
  RATE_LIMIT_FACTOR: numberIn('a number', Number.isFinite, 0.01, 100_000).default(1),
  OVERLOAD_LAG_MS: amount(500, 50, 600_000),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[\w-]{87}$/, 'must be an uncompressed P-256 key in base64url')
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be a P-256 key in base64url')
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(
      /^(mailto:\S+@\S+|https:\/\/\S+)$/,
      'must be a contact address that begins with mailto: or https://',
    )
    .optional(),
  PUSH_LOCAL_ENDPOINTS: flag.default('off'),
  WEBHOOK_LOCAL_ENDPOINTS: flag.default('off'),
  PRINTER_NETWORKS: networks.optional(),
  PRINTER_PORTS: portRange.default({ from: 9100, to: 9109 }),
  ORDERS_PER_MINUTE: amount(10, 1, 100_000),
  RECORDS_PER_MINUTE: amount(60, 1, 100_000),
  WRITES_PER_MINUTE: amount(600, 5, 1_000_000),
  REGISTRATIONS_PER_MINUTE: amount(30, 1, 100_000),
  CHAT_MESSAGES_PER_MINUTE: amount(30, 1, 10_000),
  PICTURES_MB_PER_RESTAURANT: amount(100, 1, 100_000),
  REQUEST_SECONDS: amount(30, 1, 600),
  SOCKET_COMMAND_BURST: amount(20, 1, 10_000),
  SOCKET_COMMANDS_PER_SECOND: amount(10, 1, 10_000),
  SOCKET_PACKET_BURST: amount(400, 20, 100_000),
  SOCKET_PACKETS_PER_SECOND: amount(50, 1, 100_000),
  SOCKET_ADDRESS_PACKETS_PER_SECOND: amount(500, 10, 1_000_000),
  SOCKET_HANDSHAKES_AT_ONCE: amount(32, 1, 1_000),
  SOCKET_HANDSHAKES_WAITING: amount(2_000, 0, 100_000),
  SOCKET_POSITIONS_PER_SECOND: amount(2, 1, 100),
  SOCKET_PAYLOAD_BYTES: amount(32 * 1024, 1024, 1024 * 1024),
  SOCKET_ROOMS: amount(100, 5, 10_000),
  SOCKETS_PER_USER: amount(10, 1, 1_000),
  SOCKET_VISITORS_PER_ADDRESS: amount(100, 0, 100_000),
  SOCKET_VISITOR_JOINS_PER_MINUTE: amount(300, 1, 1_000_000),
  SOCKET_CLOSED_ORDER_SECONDS: amount(1_800, 1, 86_400),
  SOCKET_HIGH_WATER: amount(64, 1, 100_000),
  SOCKET_HARD_LIMIT: amount(2_000, 10, 1_000_000),
  MAP_TILE_URL: tiles.optional(),
  MAP_ATTRIBUTION: z.string().trim().max(300).default(''),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(
      (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
      'must be an address such as http://127.0.0.1:4318',
    )
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers.default({}),
  OTEL_SERVICE_NAME: z.string().trim().max(200).default('passline'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers, `must be one of ${samplers.join(', ')}`)
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: numberIn('a number', Number.isFinite, 0, 1).default(1),
  KEEP_ORDER_DATA_DAYS: days(365),
  KEEP_CHAT_DAYS: days(180),
  KEEP_NOTIFICATIONS_DAYS: days(90),
  KEEP_SESSIONS_DAYS: days(30),
  KEEP_DELIVERIES_DAYS: days(7),
  KEEP_POSITIONS_DAYS: days(1),
  KEEP_AUDIT_DAYS: days(400),
  STOP_SECONDS: amount(30, 5, 600),
  STOP_NOTICE_SECONDS: amount(0, 0, 300),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
});

type Texts = Record<string, string | undefined>;

/** The names of all variables. docs/configuration.md explains each of them. */
export const variables = Object.keys(Env.shape);

/** Rules about several variables. They are checked even when single variables are wrong, so all problems are reported. */
const crossChecks: readonly [wrong: (env: Texts) => boolean, problem: string][] = [
  [(env) => isProduction(env) && !env['JWT_SECRET'], 'JWT_SECRET is required in production'],
  [
    (env) => isProduction(env) && env['DEMO'] === 'on',
    'DEMO must be off in production, because the password of its accounts is public',
  ],
  [
    (env) => (env['VAPID_PUBLIC_KEY'] === undefined) !== (env['VAPID_PRIVATE_KEY'] === undefined),
    'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY must be set together',
  ],
  [
    (env) => env['SMTP_URL'] !== undefined && !(env['MAIL_FROM'] && env['PUBLIC_URL']),
    'SMTP_URL needs MAIL_FROM, the sender of mails, and PUBLIC_URL, where their links lead',
  ],
  [
    (env) => (env['OIDC_ISSUER'] === undefined) !== (env['OIDC_CLIENT_ID'] === undefined),
    'OIDC_ISSUER and OIDC_CLIENT_ID must be set together',
  ],
  [
    (env) => env['OIDC_ISSUER'] !== undefined && env['PUBLIC_URL'] === undefined,
    'OIDC_ISSUER needs PUBLIC_URL, to which the identity provider sends browsers back',
  ],
  [
    (env) => env['OIDC_CLIENT_SECRET'] !== undefined && env['OIDC_ISSUER'] === undefined,
    'OIDC_CLIENT_SECRET needs OIDC_ISSUER and OIDC_CLIENT_ID',
  ],
  [
    (env) => (env['OPERATOR_EMAIL'] === undefined) !== (env['OPERATOR_PASSWORD'] === undefined),
    'OPERATOR_EMAIL and OPERATOR_PASSWORD must be set together',
  ],
  [
    (env) => Number(env['STOP_NOTICE_SECONDS'] ?? 0) > Number(env['STOP_SECONDS'] ?? 30) - 5,
    'STOP_NOTICE_SECONDS must be at least 5 less than STOP_SECONDS, so that time is left for the stop itself',
  ],
];
const isProduction = (env: Texts) => env['NODE_ENV'] === 'production';

/** Lists all problems, so that fixing a configuration does not take one start per problem. */
class ConfigProblem extends StartProblem {
  override readonly name = 'ConfigProblem';
  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** The values of all variables, checked. An empty variable counts as absent. */
export function parseVariables(texts: Texts) {
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value?.trim() !== ''));
  const result = Env.safeParse(given);
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path[0]?.toString() ?? ''} ${issue.message}`),
    ...crossChecks.filter(([wrong]) => wrong(given)).map(([, problem]) => problem),
  ];
  if (!result.success || problems.length > 0) throw new ConfigProblem(problems);
  return result.data;
}
