import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { internet, isPublicAddress, type Network } from '../src/media/public-address.ts';
import { type FetchLimits, safeDownload, safeFetch } from '../src/media/safe-fetch.ts';
import type { UnsafeReason } from '../src/media/unsafe-url.ts';

const limits: FetchLimits = { maxBytes: 100_000, timeoutMs: 1500, accept: ['text/html'] };
const MEGABYTE = Buffer.alloc(1_048_576, 'a');

/** A server on this machine that counts connections and records requests. */
async function serve(listener: RequestListener, host = '127.0.0.1') {
  return listening(createServer(listener), host);
}

async function listening(server: Server, host = '127.0.0.1') {
  const seen = { connections: 0 };
  server.on('connection', (socket) => {
    seen.connections += 1;
    socket.on('error', () => {}); // the guard hangs up on purpose
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return { seen, port };
}

/** The Internet of a test: names lead to 127.0.0.1, the only allowed address, on any port. */
function network(names: Record<string, string[]> = {}): Network & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async resolve(hostname) {
      asked.push(hostname);
      return names[hostname] ?? ['127.0.0.1'];
    },
    allowsAddress: (address) => address === '127.0.0.1' || internet.allowsAddress(address),
    allowsPort: () => true,
  };
}

/** The guard as it ships, except for the port, so that only the address can be the reason of a refusal. */
const anyPort: Network = { ...internet, allowsPort: () => true };

async function refusal(
  url: string,
  at: Network = network(),
  bounds: Partial<FetchLimits> = {},
): Promise<UnsafeReason | 'fetched'> {
  const before = performance.now();
  const outcome = await safeFetch(url, { ...limits, ...bounds }, at).then(
    () => 'fetched' as const,
    (error) => {
      expect(error.name, String(error.stack)).toBe('UnsafeUrl');
      return error.reason;
    },
  );
  expect(performance.now() - before).toBeLessThan(limits.timeoutMs + 1000);
  return outcome;
}

const html: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<title>Hello</title>');
};

describe('an address on the Internet', () => {
  test('is returned with its type and final address, and is requested without credentials', async () => {
    const headers: unknown[] = [];
    const { port } = await serve((request, response) => {
      headers.push(request.headers);
      html(request, response);
    });
    const at = network();
    const fetched = await safeFetch(`http://Example.test:${port}/a?b=c#d`, limits, at);
    expect(fetched).toEqual({
      finalUrl: `http://example.test:${port}/a?b=c#d`,
      status: 200,
      contentType: 'text/html; charset=utf-8',
      body: Buffer.from('<title>Hello</title>'),
    });
    expect(headers).toEqual([
      {
        host: `example.test:${port}`,
        'user-agent': expect.stringContaining('CommunityServer'),
        accept: 'text/html',
        'accept-encoding': 'gzip, br',
        connection: 'close',
      },
    ]);
    expect(at.asked).toEqual(['example.test']);
  });

  test('a TLS server sees the name, not the address', async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback(name, done) {
        names.push(name);
        done(new Error('no certificate'));
      },
    });
    server.on('tlsClientError', () => {});
    const { port } = await listening(server);
    expect(await refusal(`https://example.test:${port}/`)).toBe('unreachable');
    expect(names).toEqual(['example.test']);
  });

  test.each([
    ['gzip', gzipSync('<title>Hello</title>')],
    ['br', brotliCompressSync('<title>Hello</title>')],
  ])('is unpacked: %s', async (encoding, packed) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': encoding }).end(packed);
    });
    const { body } = await safeFetch(`http://example.test:${port}/`, limits, network());
    expect(body.toString()).toBe('<title>Hello</title>');
  });

  test('three redirects are followed and a fourth is not', async () => {
    const { port } = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) html(request, response);
      else response.writeHead(302, { location: `/${left - 1}`, 'set-cookie': 'a=b' }).end();
    });
    const { finalUrl } = await safeFetch(`http://example.test:${port}/3`, limits, network());
    expect(finalUrl).toBe(`http://example.test:${port}/0`);
    expect(await refusal(`http://example.test:${port}/4`)).toBe('redirects');
  });

  test('a longer body may be truncated instead', async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(MEGABYTE);
    });
    const { body } = await safeFetch(`http://example.test:${port}/`, { ...limits, maxBytes: 1000, atLimit: 'cut' }, network());
    expect(body).toHaveLength(1000);
  });
});

describe('an address outside the Internet is never requested', () => {
  test('the loopback, however it is written', async () => {
    const { seen, port } = await serve(html);
    const hosts = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '127.0.0.1.',
      '0',
      '0.0.0.0',
      '[::]',
    ];
    const wrapped = [
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '①②⑦.0.0.1',
      '127。0。0。1',
    ];
    for (const host of [...hosts, ...wrapped])
      expect([host, await refusal(`http://${host}:${port}/`, anyPort)]).toEqual([host, 'address']);
    expect(seen.connections).toBe(0);
  });

  const inside = [
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.88.99.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001::1',
    '100::1',
    '::10.0.0.1',
    '3fff::1',
    '',
    'localhost',
    '1.2.3',
  ];
  test.each(inside)('address %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:831::200e', '::ffff:8.8.8.8'])(
    'but %s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [['10.1.2.3']],
    [['93.184.216.34', '127.0.0.1']],
    [['::1']],
    [['::ffff:127.0.0.1']],
  ])('a name for %j', async (addresses) => {
    const { seen, port } = await serve(html);
    const at = { ...anyPort, resolve: async () => addresses };
    expect(await refusal(`http://example.test:${port}/`, at)).toBe('address');
    expect(seen.connections).toBe(0);
  });

  test('a name that resolves elsewhere the second time is resolved once', async () => {
    const allowed = await serve(html);
    const forbidden = await serve(html, '127.0.0.2');
    let answers = 0;
    const at: Network = { ...network(), resolve: async () => (answers++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']) };
    await safeFetch(`http://example.test:${allowed.port}/`, limits, at);
    expect(answers).toBe(1);
    expect(forbidden.seen.connections).toBe(0);
    expect(await refusal(`http://example.test:${forbidden.port}/`, at)).toBe('address');
    expect(forbidden.seen.connections).toBe(0);
  });

  test('a redirect is checked like the first address', async () => {
    const forbidden = await serve(html, '127.0.0.2');
    let location = '';
    const { port } = await serve((_request, response) => {
      response.writeHead(302, { location }).end();
    });
    const at = network({ 'inside.test': ['127.0.0.2'] });
    const targets: [string, UnsafeReason][] = [
      [`http://127.0.0.2:${forbidden.port}/`, 'address'],
      [`//127.0.0.2:${forbidden.port}/`, 'address'],
      [`http://inside.test:${forbidden.port}/`, 'address'],
      [`http://[::ffff:127.0.0.2]:${forbidden.port}/`, 'address'],
      ['file:///etc/passwd', 'scheme'],
      ['gopher://127.0.0.2/', 'scheme'],
      ['http://a:b@example.test/', 'credentials'],
      ['http://', 'scheme'],
    ];
    for (const [target, reason] of targets) {
      location = target;
      expect([target, await refusal(`http://example.test:${port}/`, at)]).toEqual([target, reason]);
    }
    expect(forbidden.seen.connections).toBe(0);
  });

  test.each([
    ['file:///etc/passwd', 'scheme'],
    ['data:text/html,hello', 'scheme'],
    ['gopher://example.test/', 'scheme'],
    ['ftp://example.test/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['', 'scheme'],
    ['example.test', 'scheme'],
    ['http://user:password@example.test/', 'credentials'],
    ['http://user@example.test/', 'credentials'],
    ['http://example.test:22/', 'port'],
    ['http://example.test:6379/', 'port'],
    ['https://example.test:8443/', 'port'],
  ])('%s', async (url, reason) => {
    const at = network();
    expect(await refusal(url, { ...at, allowsPort: internet.allowsPort })).toBe(reason);
    expect(at.asked).toEqual([]);
  });
});

describe('a response that would take too much is aborted', () => {
  test('a body without end', async () => {
    let sentBytes = 0;
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1073741824' });
      const send = (): void => {
        if (response.destroyed || sentBytes >= 1_073_741_824) return;
        sentBytes += MEGABYTE.length;
        response.write(MEGABYTE, send);
      };
      send();
    });
    expect(await refusal(`http://example.test:${port}/`)).toBe('tooLarge');
    expect(sentBytes).toBeLessThan(50 * MEGABYTE.length);
  });

  test('a small body that unpacks to a huge one', async () => {
    const gigabyte = gzipSync(Buffer.alloc(200 * MEGABYTE.length));
    const { port } = await serve((request, response) => {
      const isBrotli = request.url === '/br';
      const packed = isBrotli ? brotliCompressSync(Buffer.alloc(4 * MEGABYTE.length)) : gigabyte;
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': isBrotli ? 'br' : 'gzip' }).end(packed);
    });
    expect(await refusal(`http://example.test:${port}/gzip`)).toBe('tooLarge');
    expect(await refusal(`http://example.test:${port}/br`)).toBe('tooLarge');
  });

  test('compressed bytes that unpack to nothing, without end', async () => {
    const nothing = gzipSync('');
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
      response.end(Buffer.concat(Array.from({ length: 20_000 }, () => nothing)));
    });
    expect(await refusal(`http://example.test:${port}/`)).toBe('tooLarge');
  });

  test('broken or unknown compression', async () => {
    const { port } = await serve((request, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-encoding': request.url?.slice(1) })
        .end('not packed at all');
    });
    for (const encoding of ['gzip', 'br', 'zstd', 'gzip,%20gzip']) {
      expect([encoding, await refusal(`http://example.test:${port}/${encoding}`)]).toEqual([encoding, 'encoding']);
    }
  });

  test('silence, in name resolution, before the answer, between the redirects and in the body', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/silent') return;
      if (request.url === '/redirect') {
        setTimeout(() => response.writeHead(302, { location: '/silent' }).end(), 200);
        return;
      }
      response.writeHead(200, { 'content-type': 'text/html' });
      const drip = setInterval(() => response.write('a'), 50);
      response.on('close', () => clearInterval(drip));
    });
    const bounds = { timeoutMs: 500 };
    for (const path of ['silent', 'redirect', 'drip']) {
      expect([path, await refusal(`http://example.test:${port}/${path}`, network(), bounds)]).toEqual([path, 'timeout']);
    }
    const mute: Network = { ...network(), resolve: () => new Promise(() => {}) };
    expect(await refusal(`http://example.test:${port}/`, mute, bounds)).toBe('timeout');
  });

  test('headers without end', async () => {
    const { port } = await serve((_request, response) => {
      response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`);
    });
    expect(await refusal(`http://example.test:${port}/`)).toBe('unreachable');
  });

  test('another type, another status, a closed port, half an answer', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/404') response.writeHead(404, { 'content-type': 'text/html' }).end();
      else if (request.url === '/half') {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': '100' }).write('half');
        setTimeout(() => response.destroy(), 50);
      } else response.writeHead(200, request.url === '/none' ? {} : { 'content-type': 'image/svg+xml' }).end('<svg/>');
    });
    expect(await refusal(`http://example.test:${port}/`)).toBe('contentType');
    expect(await refusal(`http://example.test:${port}/none`)).toBe('contentType');
    expect(await refusal(`http://example.test:${port}/404`)).toBe('status');
    expect(await refusal(`http://example.test:${port}/half`)).toBe('unreachable');
    expect(await refusal('http://example.test:1/')).toBe('unreachable');
    expect(await refusal('http://example.test/', { ...network(), resolve: async () => [] })).toBe('unreachable');
  });
});

describe('a download', () => {
  test('is a new file, or none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'community-test-'));
    afterAll(() => rm(directory, { recursive: true, force: true }));
    const { port } = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end(request.url === '/big' ? MEGABYTE : 'picture');
    });
    const path = join(directory, 'picture');
    const bounds = { ...limits, accept: ['image/*'], path };
    const url = `http://example.test:${port}`;
    await expect(safeDownload(`${url}/big`, bounds, network())).rejects.toMatchObject({ reason: 'tooLarge' });
    expect(existsSync(path)).toBe(false);
    expect(await safeDownload(url, bounds, network())).toMatchObject({ sizeBytes: 7, contentType: 'image/png' });
    await expect(safeDownload(url, bounds, network())).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe('picture');
  });
});
