import { parseVariables } from './variables.ts';

type Values = ReturnType<typeof parseVariables>;
export type Config = Readonly<ReturnType<typeof readConfig>>;

export function readConfig(variables: Record<string, string | undefined> = process.env) {
  const values = parseVariables(variables);
  const production = values.NODE_ENV === 'production';
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    mongodbUri: values.MONGODB_URI,
    redisUrl: values.REDIS_URL,
    workers: values.WORKERS,
    nodeId: values.NODE_ID,
    jwtSecret: values.JWT_SECRET,
    jwtPreviousSecrets: values.JWT_PREVIOUS_SECRETS,
    internalApiKey: values.INTERNAL_API_KEY,
    paymentWebhookSecret: values.PAYMENT_WEBHOOK_SECRET,
    publicUrl: values.PUBLIC_URL,
    metricsToken: values.METRICS_TOKEN,
    socketAdmin: { user: values.SOCKET_ADMIN_USER, passwordHash: values.SOCKET_ADMIN_PASSWORD_HASH },
    firstOperator: firstOperatorOf(values),
    /** An operator without a second factor can only set it up. */
    operatorSecondFactor: values.OPERATOR_SECOND_FACTOR === 'required',
    identityProvider: identityProviderOf(values),
    demo: values.DEMO ? values.DEMO === 'on' : !production,
    demoOrders: values.DEMO_ORDERS === 'on',
    corsOrigins: values.CORS_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    requestSeconds: values.REQUEST_SECONDS,
    rateLimitFactor: values.RATE_LIMIT_FACTOR,
    overloadLagMs: values.OVERLOAD_LAG_MS,
    push: pushOf(values),
    mail: values.SMTP_URL && values.MAIL_FROM ? { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM } : null,
    /** Allows http and private addresses as receivers, for tests and closed networks. */
    webhooks: { local: values.WEBHOOK_LOCAL_ENDPOINTS === 'on' },
    printing: printingOf(values, production),
    limitsPerMinute: limitsPerMinuteOf(values),
    pictureBytesPerRestaurant: values.PICTURES_MB_PER_RESTAURANT * 1_000_000,
    sockets: socketsOf(values),
    map: values.MAP_TILE_URL ? { tileUrl: values.MAP_TILE_URL, attribution: values.MAP_ATTRIBUTION } : null,
    tracing: tracingOf(values),
    keepDays: keepDaysOf(values),
    /** How long a stop may take, and for how much of it the server still serves requests while it reports "not ready". */
    stopMs: values.STOP_SECONDS * 1000,
    stopNoticeMs: values.STOP_NOTICE_SECONDS * 1000,
    logLevel: values.LOG_LEVEL,
  };
}

function firstOperatorOf({ OPERATOR_EMAIL: email, OPERATOR_PASSWORD: password }: Values) {
  return email && password ? { email: email.toLowerCase(), password } : undefined;
}

function identityProviderOf({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, ...values }: Values) {
  const { OIDC_CLIENT_SECRET: clientSecret, OIDC_LABEL: label, PUBLIC_URL: publicUrl } = values;
  if (!issuer || !clientId || !publicUrl) return null;
  return { issuer, clientId, clientSecret, publicUrl, label: label ?? new URL(issuer).hostname };
}

const pushOf = (values: Values) => ({
  keys:
    values.VAPID_PUBLIC_KEY && values.VAPID_PRIVATE_KEY
      ? { publicKey: values.VAPID_PUBLIC_KEY, privateKey: values.VAPID_PRIVATE_KEY }
      : undefined,
  subject:
    values.VAPID_SUBJECT ??
    (values.PUBLIC_URL?.startsWith('https:') ? values.PUBLIC_URL : 'mailto:push@passline.invalid'),
  /** Allows http and private addresses as push endpoints, for tests and closed networks. */
  local: values.PUSH_LOCAL_ENDPOINTS === 'on',
});

/** Printers are in private networks on purpose. In production the operator must name them, because they hold more than printers. */
const printingOf = (values: Values, production: boolean) => ({
  networks: values.PRINTER_NETWORKS ?? (production ? [] : privateNetworks),
  ports: values.PRINTER_PORTS,
});

const privateNetworks = [
  { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
  { address: '172.16.0.0', prefix: 12, family: 'ipv4' },
  { address: '192.168.0.0', prefix: 16, family: 'ipv4' },
  { address: 'fc00::', prefix: 7, family: 'ipv6' },
] as const;

/** Per account across all processes; registrations per network. */
const limitsPerMinuteOf = (values: Values) => ({
  orders: values.ORDERS_PER_MINUTE,
  records: values.RECORDS_PER_MINUTE,
  writes: values.WRITES_PER_MINUTE,
  registrations: values.REGISTRATIONS_PER_MINUTE,
  chat: values.CHAT_MESSAGES_PER_MINUTE,
});

/** Per socket, unless the name says otherwise. */
const socketsOf = (values: Values) => ({
  commandBurst: values.SOCKET_COMMAND_BURST,
  commandsPerSecond: values.SOCKET_COMMANDS_PER_SECOND,
  packetBurst: values.SOCKET_PACKET_BURST,
  packetsPerSecond: values.SOCKET_PACKETS_PER_SECOND,
  addressPacketsPerSecond: values.SOCKET_ADDRESS_PACKETS_PER_SECOND,
  handshakesAtOnce: values.SOCKET_HANDSHAKES_AT_ONCE,
  handshakesWaiting: values.SOCKET_HANDSHAKES_WAITING,
  positionsPerSecond: values.SOCKET_POSITIONS_PER_SECOND,
  payloadBytes: values.SOCKET_PAYLOAD_BYTES,
  rooms: values.SOCKET_ROOMS,
  perUser: values.SOCKETS_PER_USER,
  visitors: {
    perAddress: values.SOCKET_VISITORS_PER_ADDRESS,
    joinsPerMinute: values.SOCKET_VISITOR_JOINS_PER_MINUTE,
  },
  /** How long a room of a closed order can still be joined, for its chat and its refund. */
  closedOrderMs: values.SOCKET_CLOSED_ORDER_SECONDS * 1_000,
  /** Queued packets of a slow consumer: above highWater it gets no volatile events, above hardLimit it is disconnected. */
  highWater: values.SOCKET_HIGH_WATER,
  hardLimit: values.SOCKET_HARD_LIMIT,
});

/** Null without an endpoint. `ratio`: the part of the traces that begin here and are recorded. */
const tracingOf = ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_TRACES_SAMPLER: sampler,
  ...values
}: Values) =>
  endpoint === undefined
    ? null
    : {
        endpoint,
        headers: values.OTEL_EXPORTER_OTLP_HEADERS,
        serviceName: values.OTEL_SERVICE_NAME,
        sampler: { kind: sampler, ratio: ratioOf(sampler, values.OTEL_TRACES_SAMPLER_ARG) },
      };

function ratioOf(sampler: Values['OTEL_TRACES_SAMPLER'], argument: number): number {
  if (sampler.endsWith('traceidratio')) return argument;
  return sampler.endsWith('always_on') ? 1 : 0;
}

const keepDaysOf = (values: Values) => ({
  orderData: values.KEEP_ORDER_DATA_DAYS,
  chat: values.KEEP_CHAT_DAYS,
  notifications: values.KEEP_NOTIFICATIONS_DAYS,
  sessions: values.KEEP_SESSIONS_DAYS,
  deliveries: values.KEEP_DELIVERIES_DAYS,
  positions: values.KEEP_POSITIONS_DAYS,
  audit: values.KEEP_AUDIT_DAYS,
});
