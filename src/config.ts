import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const flag = z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off'] });
const count = z.coerce.number().int().positive();
const list = z.string().transform((text) => text.split(',').flatMap((item) => item.trim() || []));

/** `points/seconds`, e.g. `600/60`: that many calls in that many seconds. */
const rate = z
  .string()
  .regex(/^\d+\/\d+$/, 'expected points/seconds, e.g. 600/60')
  .transform((text) => {
    const [points = 0, seconds = 0] = text.split('/').map(Number);
    return { points, seconds };
  });

/** The origins that can show our pages in a frame, as in CSP: `self`, or those of other sites. */
const frameAncestors = list.pipe(
  z.array(z.union([z.literal('self'), z.url({ protocol: /^https?$/ }).regex(/^https?:\/\/[^/;,\s]+\/?$/)])),
);

/** One key for every OneSignal app, or `app id:key` pairs separated by commas. By app id; '' is the key of all others. */
const restKeys = list.transform(
  (items): Record<string, string> =>
    Object.fromEntries(items.map((item) => (item.includes(':') ? item.split(':', 2) : ['', item]))),
);

/** Refuses parameters of other programs, such as `ssl-mode`: ignoring them would leave a connection without TLS. */
const databaseUrl = z.url({ protocol: /^(mysql|mariadb)$/, abort: true }).refine((url) => {
  const parameters = [...new URL(url).searchParams];
  return parameters.every(([name, value]) => (name === 'ssl' ? /^(true|false)$/.test(value) : name === 'socketPath'));
}, 'takes ?ssl=true or ?ssl=false, and ?socketPath=, nothing else');

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().optional(),
  UPLOADS_DIR: z.string().optional(),
  TRUST_PROXY: z.string().default(''),
  HTTP_STATUS_MODE: z.enum(['contract', 'semantic']).default('contract'),
  HTTP_COMPRESSION: flag.default(true),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_PRETTY: flag.default(false),

  DATABASE_URL: databaseUrl.optional(),
  DATABASE_TIMEOUT_SECONDS: count.default(30),
  DATABASE_POOL: count.default(10),

  MAX_BODY_BYTES: count.default(1_048_576),
  MAX_FILE_BYTES: count.default(96 * 1_048_576),
  MAX_FIELDS: count.default(200),
  MAX_FILES: count.default(20),
  REQUEST_TIMEOUT_SECONDS: count.default(120),
  HEADERS_TIMEOUT_SECONDS: count.default(15),
  SHUTDOWN_TIMEOUT_SECONDS: count.default(10),

  FRAME_ANCESTORS: frameAncestors.prefault(''),

  BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(10),
  BCRYPT_AT_ONCE: count.default(1),
  SESSION_IDLE_DAYS: count.default(90),
  MESSAGE_TEXT_ENCODING: z.enum(['plain', 'aes']).default('plain'),

  RATE_LIMIT_STORE: z.enum(['memory', 'redis', 'mysql']).default('memory'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  RATE_LIMIT_READ: rate.prefault('1200/60'),
  RATE_LIMIT_SEARCH: rate.prefault('120/60'),
  RATE_LIMIT_WRITE: rate.prefault('240/60'),
  RATE_LIMIT_UPLOAD: rate.prefault('60/60'),
  RATE_LIMIT_AUTH_ADDRESS: rate.prefault('60/600'),
  RATE_LIMIT_AUTH_ACCOUNT: rate.prefault('10/600'),
  RATE_LIMIT_AUTH_CODES: rate.prefault('20/86400'),

  REALTIME_ORIGINS: list.prefault(''),
  REALTIME_CONNECTIONS_PER_ADDRESS: count.default(200),
  REALTIME_CONNECTIONS_PER_USER: count.default(20),
  REALTIME_JOIN_SECONDS: count.default(10),
  REALTIME_EVENTS: rate.prefault('100/10'),

  MEDIA_STORE: z.enum(['disk', 's3']).default('disk'),
  MEDIA_CONCURRENCY: count.default(2),
  MEDIA_MAX_IMAGE_PIXELS: count.default(50_000_000),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
  METRICS_TOKEN: z.string().default(''),
  HEIF_CONVERT_PATH: z.string().default('heif-convert'),
  HEIF_INFO_PATH: z.string().default('heif-info'),
  S3_BUCKET: z.string().default(''),
  S3_REGION: z.string().default('us-east-1'),
  S3_ENDPOINT: z.url().optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
  S3_ACCESS_KEY_ID: z.string().default(''),
  S3_SECRET_ACCESS_KEY: z.string().default(''),
  S3_PUBLIC_BASE_URL: z.url().optional(),

  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().optional(),

  ONESIGNAL_REST_KEY: restKeys.prefault(''),
  ONESIGNAL_URL: z.url().default('https://api.onesignal.com'),

  LINK_PREVIEWS: flag.default(true),

  GOOGLE_CLIENT_IDS: list.prefault(''),
  GOOGLE_JWKS_URL: z.url().default('https://www.googleapis.com/oauth2/v3/certs'),
  GOOGLE_ISSUERS: list.prefault('https://accounts.google.com,accounts.google.com'),
  FACEBOOK_APP_ID: z.string().default(''),
  FACEBOOK_GRAPH_URL: z.url().default('https://graph.facebook.com/v21.0'),
});

/** An S3 store without these could store no file, and limits shared by processes need a shared store. */
const environment = settings.superRefine((env, context) => {
  if (env.RATE_LIMIT_STORE === 'redis' && !env.REDIS_URL) {
    context.addIssue({ code: 'custom', path: ['REDIS_URL'], message: 'needed with RATE_LIMIT_STORE=redis' });
  }
  if (env.MEDIA_STORE !== 's3') return;
  for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'S3_PUBLIC_BASE_URL'] as const) {
    if (!env[name]) context.addIssue({ code: 'custom', path: [name], message: 'needed with MEDIA_STORE=s3' });
  }
});

export type Config = ReturnType<typeof readConfig>;

/** A rate: `points` calls in `seconds`. */
export type Rate = z.output<typeof rate>;

/** The process environment, with `.env` of the working folder as defaults. The only reader of `process.env`. */
function processEnvironment(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/**
 * Parses the settings of `.env.example`. Blank means absent. Throws one Error that names every wrong setting, but no value
 * (values can be secrets).
 */
export function readConfig(source: Record<string, string | undefined> = processEnvironment()) {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(filled);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is wrong, see .env.example:\n${problems.join('\n')}`);
  }
  const env = parsed.data;
  const dataDirectory = resolve(env.DATA_DIR ?? '.data');
  const baseUrl = withoutSlash(env.BASE_URL ?? `http://localhost:${env.PORT}`);
  const directories = {
    data: dataDirectory,
    database: resolve(dataDirectory, 'database'),
    mail: resolve(dataDirectory, 'mail'),
    temporary: resolve(dataDirectory, 'temporary'),
    uploads: resolve(env.UPLOADS_DIR ?? (env.DATA_DIR ? resolve(dataDirectory, 'uploads') : 'uploads')),
  };
  return {
    host: env.HOST,
    port: env.PORT,
    baseUrl,
    trustProxy: trustProxy(env.TRUST_PROXY),
    statusMode: env.HTTP_STATUS_MODE,
    compression: env.HTTP_COMPRESSION,
    log: { level: env.LOG_LEVEL, pretty: env.LOG_PRETTY },
    metricsToken: env.METRICS_TOKEN || undefined,
    directories,
    database: { url: env.DATABASE_URL, poolSize: env.DATABASE_POOL, timeoutSeconds: env.DATABASE_TIMEOUT_SECONDS },
    body: { maxBytes: env.MAX_BODY_BYTES, maxFileBytes: env.MAX_FILE_BYTES, maxFields: env.MAX_FIELDS, maxFiles: env.MAX_FILES },
    timeouts: {
      requestSeconds: env.REQUEST_TIMEOUT_SECONDS,
      headersSeconds: env.HEADERS_TIMEOUT_SECONDS,
      shutdownSeconds: env.SHUTDOWN_TIMEOUT_SECONDS,
    },
    auth: { bcryptCostRounds: env.BCRYPT_COST, bcryptAtOnce: env.BCRYPT_AT_ONCE, sessionIdleDays: env.SESSION_IDLE_DAYS },
    web: { frameAncestors: env.FRAME_ANCESTORS.map((name) => (name === 'self' ? "'self'" : withoutSlash(name))) },
    messageTextEncoding: env.MESSAGE_TEXT_ENCODING,
    limits: {
      store: env.RATE_LIMIT_STORE,
      redisUrl: env.REDIS_URL,
      rates: {
        read: env.RATE_LIMIT_READ,
        search: env.RATE_LIMIT_SEARCH,
        write: env.RATE_LIMIT_WRITE,
        upload: env.RATE_LIMIT_UPLOAD,
        authAddress: env.RATE_LIMIT_AUTH_ADDRESS,
        authAccount: env.RATE_LIMIT_AUTH_ACCOUNT,
        authCodes: env.RATE_LIMIT_AUTH_CODES,
      },
    },
    realtime: {
      redisUrl: env.REDIS_URL,
      origins: env.REALTIME_ORIGINS.map(withoutSlash),
      connectionsPerAddress: env.REALTIME_CONNECTIONS_PER_ADDRESS,
      connectionsPerUser: env.REALTIME_CONNECTIONS_PER_USER,
      joinSeconds: env.REALTIME_JOIN_SECONDS,
      events: env.REALTIME_EVENTS,
    },
    s3: bucketAccess(env),
    media: mediaSettings(env, { baseUrl, directories }),
    mail: { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    push: { restKeys: env.ONESIGNAL_REST_KEY, url: env.ONESIGNAL_URL.replace(/\/+$/, '') },
    linkPreviews: env.LINK_PREVIEWS,
    social: {
      google: { clientIds: env.GOOGLE_CLIENT_IDS, jwksUrl: env.GOOGLE_JWKS_URL, issuers: env.GOOGLE_ISSUERS },
      facebook: { appId: env.FACEBOOK_APP_ID, graphUrl: env.FACEBOOK_GRAPH_URL },
    },
  };
}

type Places = { baseUrl: string; directories: { uploads: string; temporary: string } };

/** How buckets are reached, also where the site's own files are on the disk. */
function bucketAccess(env: z.output<typeof environment>) {
  return {
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  };
}

function mediaSettings(env: z.output<typeof environment>, { baseUrl, directories }: Places) {
  const disk = { kind: 'disk' as const, directory: directories.uploads, publicBaseUrl: baseUrl };
  const s3 = {
    kind: 's3' as const,
    bucket: env.S3_BUCKET,
    ...bucketAccess(env),
    publicBaseUrl: withoutSlash(env.S3_PUBLIC_BASE_URL ?? ''),
  };
  return {
    temporaryDirectory: directories.temporary,
    store: env.MEDIA_STORE === 's3' ? s3 : disk,
    concurrency: env.MEDIA_CONCURRENCY,
    maxImagePixels: env.MEDIA_MAX_IMAGE_PIXELS,
    ffmpegPath: env.FFMPEG_PATH,
    ffprobePath: env.FFPROBE_PATH,
    heifConvertPath: env.HEIF_CONVERT_PATH,
    heifInfoPath: env.HEIF_INFO_PATH,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Express's `trust proxy`: off, a number of hops, or a list of addresses and subnets. */
function trustProxy(text: string): boolean | number | string[] {
  if (text === '' || text === 'false' || text === '0') return false;
  if (/^\d+$/.test(text)) return Number(text);
  return text.split(',').map((item) => item.trim());
}
