import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { internet, type Network } from './public-address.ts';
import { readWithin } from './read-within.ts';
import { UnsafeUrl } from './unsafe-url.ts';

export type FetchLimits = {
  /** Of the body, unpacked. */
  maxBytes: number;
  /** For everything together: resolving, redirects, the last byte. */
  timeoutMs: number;
  /** Accepted media types, `text/html` or `image/*`. */
  accept: readonly string[];
  /** Whether a longer body is refused or cut. */
  atLimit?: 'refuse' | 'cut';
};

export type Fetched = { finalUrl: string; status: number; contentType: string };

const MAX_REDIRECTS = 3;
const USER_AGENT = 'Mozilla/5.0 (compatible; CommunityServer/1.0)';

/**
 * Fetches a user's URL as a stranger on the public Internet would see it. Resolves a name once and connects to exactly that
 * address; checks every redirect again; no cookies, no proxy, no kept connections. Throws `UnsafeUrl`, also for every status but
 * 2xx.
 */
export async function safeFetch(url: string, limits: FetchLimits, network = internet): Promise<Fetched & { body: Buffer }> {
  return fetchWithin(url, { limits, network }, async (bytes) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    return { body: Buffer.concat(chunks) };
  });
}

/** The same into a new file, which is not there when it throws. */
export async function safeDownload(
  url: string,
  target: FetchLimits & { path: string },
  network = internet,
): Promise<Fetched & { sizeBytes: number }> {
  return fetchWithin(url, { limits: target, network }, async (bytes) => {
    const file = createWriteStream(target.path, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(Readable.from(bytes), file);
    } catch (error) {
      // An existing path is another user's file.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) await rm(target.path, { force: true });
      throw error;
    }
    return { sizeBytes: file.bytesWritten };
  });
}

type Order = { limits: FetchLimits; network: Network };

async function fetchWithin<Result>(
  url: string,
  { limits, network }: Order,
  consume: (bytes: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Fetched & Result> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const { response, finalUrl } = await follow(url, { limits, network, signal });
  try {
    const contentType = acceptedType(response, limits.accept);
    const result = await consume(readWithin(response, limits));
    return { finalUrl, status: response.statusCode ?? 0, contentType, ...result };
  } catch (error) {
    throw signal.aborted ? new UnsafeUrl('timeout', { cause: error }) : error;
  } finally {
    response.destroy();
  }
}

type Journey = Order & { signal: AbortSignal };

/** The first answer that is no redirect; 2xx. */
async function follow(url: string, journey: Journey): Promise<{ response: IncomingMessage; finalUrl: string }> {
  let here = parse(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await ask(here, journey);
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) return { response, finalUrl: here.href };
    response.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || !response.headers.location) throw new UnsafeUrl('status');
    here = parse(response.headers.location, here);
  }
  throw new UnsafeUrl('redirects');
}

function parse(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UnsafeUrl('scheme');
  if (url.username !== '' || url.password !== '') throw new UnsafeUrl('credentials');
  return url;
}

/** Sends one GET to a checked address; the name is sent as Host and, for the certificate, as server name. */
async function ask(url: URL, { limits, network, signal }: Journey): Promise<IncomingMessage> {
  const isHttps = url.protocol === 'https:';
  const port = Number(url.port || (isHttps ? 443 : 80));
  if (!network.allowsPort(port)) throw new UnsafeUrl('port');
  try {
    signal.throwIfAborted();
    const { address, isName } = await addressOf(url, network, signal);
    return await new Promise((resolve, reject) => {
      const request = (isHttps ? requestHttps : requestHttp)({
        host: address,
        port,
        path: url.pathname + url.search,
        servername: isName ? url.hostname : '',
        headers: {
          host: url.host,
          'user-agent': USER_AGENT,
          accept: limits.accept.join(', '),
          'accept-encoding': 'gzip, br',
        },
        agent: false,
        signal,
      });
      request.on('response', resolve).on('error', reject).end();
    });
  } catch (error) {
    if (error instanceof UnsafeUrl) throw error;
    throw new UnsafeUrl(signal.aborted ? 'timeout' : 'unreachable', { cause: error });
  }
}

/** An IP address as such (WHATWG URLs normalise decimal, octal and hexadecimal ones) or the first address of a name. */
async function addressOf(url: URL, network: Network, signal: AbortSignal): Promise<{ address: string; isName: boolean }> {
  const literal = /^\[(.*)\]$|^([\d.]+)$/.exec(url.hostname);
  const addresses = literal ? [literal[1] ?? url.hostname] : await inTime(network.resolve(url.hostname, signal), signal);
  const [address] = addresses;
  if (address === undefined) throw new UnsafeUrl('unreachable');
  if (!addresses.every((one) => network.allowsAddress(one))) throw new UnsafeUrl('address');
  return { address, isName: !literal };
}

async function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(signal.reason);
  signal.addEventListener('abort', giveUp);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function acceptedType({ headers }: IncomingMessage, accept: readonly string[]): string {
  const contentType = headers['content-type'] ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isTaken = accept.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one));
  if (!isTaken) throw new UnsafeUrl('contentType');
  return contentType;
}
