import { readdir } from 'node:fs/promises';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../src/app.ts';
import { defineEndpoint } from '../src/http/endpoint.ts';
import { file, files, form, text } from '../src/http/form.ts';
import { factory } from './support/people.ts';
import { listTranscripts, replay } from './support/replay.ts';
import { openSite } from './support/site.ts';
import { exchange, listen, pour } from './support/socket.ts';
import { countStatements } from './support/statements.ts';

const site = await openSite({ MAX_FILE_BYTES: '200000' });
const a = factory(site);

/** Returns what it received. */
function echo(name: string) {
  const field = text().optional();
  return defineEndpoint({
    name,
    summary: 'Gives back what it received',
    access: 'site',
    limit: 'read',
    input: form({
      username: field,
      password: field,
      timezone: field,
      product_title: field,
      avatar: file().optional(),
      images: files(5).optional(),
    }),
    answer: z.object({
      fields: z.record(z.string(), z.string()),
      files: z.array(z.object({ sizeBytes: z.number(), name: z.string() })),
    }),
    errors: { missing: [3, '{field} (POST) is missing'] },
    async handle({ input }) {
      const { avatar, images = [], ...fields } = input;
      const uploads = [...(avatar ? [avatar] : []), ...images];
      return {
        fields: Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined)),
        files: uploads.map((upload) => ({ sizeBytes: upload.size, name: upload.originalname })),
      };
    },
  });
}

const echoing = createApp(site.services, [
  { name: 'echo', description: 'Echo', endpoints: ['auth', 'update-user-data', 'create-product'].map(echo) },
]);
const port = await listen(echoing);
const ada = await a.user();

const awkward = {
  SERVER_KEY: site.serverKey,
  ACCESS_TOKEN: ada.token,
  USERNAME: 'Zoë_Ångström',
  PASSWORD: 'a+b & c%20=d;"e"\\é🎉',
  TIMEZONE: 'Europe/Kyiv',
};

describe('the bytes of real HTTP stacks', () => {
  test.each(listTranscripts().map((transcript) => [transcript.name, transcript] as const))('%s', async (_name, transcript) => {
    const values = Object.fromEntries(
      transcript.placeholders.map((name) => [name, Reflect.get(awkward, name) ?? `value of ${name}`]),
    );
    const answer = await replay({ port, transcript, values: { ...awkward, ...values } });
    expect(answer.status).toBe(200);
    const body = JSON.parse(answer.body);
    expect(body).toMatchObject({ api_status: 200 });
    if (transcript.placeholders.includes('USERNAME')) expect(body.fields.username).toBe(awkward.USERNAME);
    if (transcript.placeholders.includes('PASSWORD')) expect(body.fields.password).toBe(awkward.PASSWORD);
    expect(body.files.length > 0).toBe(transcript.hasFile);
  });

  test('leave nothing in the temporary folder', async () => {
    expect(await readdir(site.services.config.directories.temporary)).toEqual([]);
  });
});

const addressOf = async (app: typeof echoing) => `http://127.0.0.1:${await listen(app)}`;

describe('files', () => {
  const image = Buffer.from('not looked at here');
  const send = (app: typeof echoing, token?: string) =>
    request(app)
      .post(`/api/update-user-data${token ? `?access_token=${token}` : ''}`)
      .field('server_key', site.serverKey)
      .attach('avatar', image, 'a.jpg');

  test('of a caller without a valid token are not kept', async () => {
    expect((await send(echoing)).body.files).toEqual([]);
    expect((await send(echoing, 'f'.repeat(64))).body.files).toEqual([]);
    expect((await send(echoing, ada.token)).body.files).toEqual([{ sizeBytes: image.length, name: 'a.jpg' }]);
  });

  test('of undeclared fields are drained', async () => {
    const answer = await request(echoing)
      .post(`/api/update-user-data?access_token=${ada.token}`)
      .field('server_key', site.serverKey)
      .attach('shell', image, 'shell.php');
    expect(answer.body).toMatchObject({ api_status: 200, files: [] });
  });

  test('over the limit are refused in the envelope and leave nothing behind', async () => {
    const answer = await request(echoing)
      .post(`/api/update-user-data?access_token=${ada.token}`)
      .field('server_key', site.serverKey)
      .attach('avatar', Buffer.alloc(200_001), 'a.jpg');
    expect(answer.body).toEqual({ api_status: '400', errors: { error_id: 413, error_text: 'The request body is too large' } });
    expect(await readdir(site.services.config.directories.temporary)).toEqual([]);
  });
});

/** The envelope of an error, with any text. */
const envelope = {
  api_status: expect.stringMatching(/^40[04]$/),
  errors: { error_id: expect.any(Number), error_text: expect.any(String) },
};

test('the readiness check runs once for many simultaneous requests', async () => {
  const [one, many] = [createApp(site.services), createApp(site.services)];
  const once = await countStatements(site, () => request(one).get('/ready').expect(200, { status: 'ok' }));
  const asks = () => Promise.all(Array.from({ length: 20 }, () => request(many).get('/ready').expect(200)));
  expect(await countStatements(site, asks)).toBe(once);
});

describe('bodies that are wrong', () => {
  const key = () => `server_key=${site.serverKey}`;
  const cases: [string, (call: request.Test) => request.Test][] = [
    [
      'malformed multipart',
      (call) =>
        call
          .set('content-type', 'multipart/form-data; boundary=x')
          .send('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end'),
    ],
    ['multipart without a boundary', (call) => call.set('content-type', 'multipart/form-data').send('anything')],
    [
      'a field without a name',
      (call) =>
        call
          .set('content-type', 'multipart/form-data; boundary=x')
          .send('--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n'),
    ],
    [
      // read as a list of that length, it would block the process for minutes
      'a list that begins at its 4 294 967 295th item',
      (call) =>
        call
          .set('content-type', 'multipart/form-data; boundary=x')
          .send('--x\r\nContent-Disposition: form-data; name="username[4294967294]"\r\n\r\nv\r\n--x--\r\n'),
    ],
    ['broken JSON', (call) => call.set('content-type', 'application/json').send('{"server_key":')],
    ['a JSON list', (call) => call.set('content-type', 'application/json').send('[1,2,3]')],
    [
      '10 000 fields',
      (call) => call.type('form').send(`${key()}&${Array.from({ length: 10_000 }, (_, index) => `f${index}=1`).join('&')}`),
    ],
    ['a 100 MB field', (call) => call.type('form').send(`${key()}&username=${'x'.repeat(100_000_000)}`)],
    ['XML', (call) => call.set('content-type', 'application/xml').send('<a/>')],
    ['invalid percent escapes', (call) => call.type('form').send('server_key=%ff%fe%')],
  ];

  test.each(cases)('%s gets the envelope', async (_name, send) => {
    const answer = await send(request(site.app).post('/api/auth'));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(envelope);
    expect(answer.body.errors.error_id).not.toBe(500);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('10 000 fields in multipart get the envelope', async () => {
    const parts = Array.from(
      { length: 10_000 },
      (_, index) => `--x\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\n1\r\n`,
    ).join('');
    const answer = await request(site.app)
      .post('/api/auth')
      .set('content-type', 'multipart/form-data; boundary=x')
      .send(`${parts}--x--\r\n`);
    expect(answer.body).toEqual(envelope);
    expect(answer.body.errors.error_id).toBe(413);
  });

  test('fields that are too large together are refused, where files may be large too', async () => {
    const field = (index: number) => `--x\r\nContent-Disposition: form-data; name="f${index}"\r\n\r\n${'v'.repeat(100_000)}\r\n`;
    const answer = await request(site.app)
      .post('/api/update-user-data')
      .set('content-type', 'multipart/form-data; boundary=x')
      .send(`${Array.from({ length: 11 }, (_, index) => field(index)).join('')}--x--\r\n`);
    expect(answer.body.errors.error_id).toBe(413);
  });

  test.each([
    ['username[$gt]=1&password=x', 3, 'username (POST) is missing'],
    ['username=a%00b&password=x', 5, 'Username or password is incorrect'],
    ['username=%ff%fe&password=x', 5, 'Username or password is incorrect'],
    ['username=first&username=nobody_at_all&password=x', 5, 'Username or password is incorrect'],
  ])('%s is told by the contract', async (body, id, words) => {
    const answer = await request(site.app).post('/api/auth').type('form').send(`${key()}&${body}`);
    expect(answer.body).toEqual({ api_status: '400', errors: { error_id: id, error_text: words } });
  });

  test('an array or an object where a string belongs is missing', async () => {
    for (const username of [{ a: 1 }, [['x']], [{}], null]) {
      const answer = await request(site.app).post('/api/auth').send({ server_key: site.serverKey, username, password: 'x' });
      expect(answer.body).toEqual({ api_status: '400', errors: { error_id: 3, error_text: 'username (POST) is missing' } });
    }
  });

  test('broken UTF-16 in JSON is refused', async () => {
    const answer = await request(site.app)
      .post('/api/auth')
      .set('content-type', 'application/json')
      .send(`{"server_key":"${site.serverKey}","username":"\\ud800","password":"x"}`);
    expect(answer.body.errors.error_id).toBe(5);
  });
});

describe('the gate', () => {
  const gate = (id: number, words: string) => ({ api_status: '404', errors: { error_id: id, error_text: words } });

  test('checks name, key, endpoint and token in this order', async () => {
    const post = async (path: string, body = {}) => (await request(site.app).post(path).type('form').send(body)).body;
    const noKey = gate(1, 'Error: 404 POST (server_key) not specified, Admin Panel > API Settings > Manage API Server Key');
    expect(await post('/api/')).toEqual(gate(1, 'Error: 404 API Type not specified'));
    expect(await post('/api')).toEqual(gate(1, 'Error: 404 API Type not specified'));
    expect(await post('/api/sessions')).toEqual(noKey);
    expect(await post('/api/no-such-thing', { server_key: '' })).toEqual(noKey);
    expect(await post('/api/no-such-thing', { server_key: 'wrong' })).toEqual(gate(1, 'Error: invalid server key'));
    expect(await post('/api/no-such-thing', { server_key: site.serverKey })).toEqual(gate(1, 'Error: 404 API Type Not Found'));
    expect(await post('/api/SESSIONS', { server_key: site.serverKey })).toEqual(gate(1, 'Error: 404 API Type Not Found'));
    expect(await post('/api/sessions', { server_key: site.serverKey })).toEqual(gate(2, 'Not authorized'));
    expect(await post('/api/sessions?access_token=', { server_key: site.serverKey })).toEqual(gate(2, 'Not authorized'));
    expect(await post('/api/sessions?access_token=nonsense', { server_key: site.serverKey })).toEqual(
      gate(2, 'Invalid or expired access_token'),
    );
    expect(await post(`/api/sessions/?access_token=${ada.token}`, { server_key: site.serverKey, type: 'get' })).toMatchObject({
      api_status: 200,
    });
  });

  test('takes the token from the query, the body or a Bearer header', async () => {
    const form = { server_key: site.serverKey, type: 'get' };
    const answers = await Promise.all([
      request(site.app).post('/api/sessions').query({ access_token: ada.token }).type('form').send(form),
      request(site.app)
        .post('/api/sessions')
        .type('form')
        .send({ ...form, access_token: ada.token }),
      request(site.app).post('/api/sessions').set('authorization', `Bearer ${ada.token}`).send(form),
    ]);
    for (const answer of answers) expect(answer.body.api_status).toBe(200);
  });

  test('other methods get the envelope', async () => {
    for (const method of ['get', 'put', 'patch', 'delete'] as const) {
      const answer = await request(site.app)[method]('/api/auth').query({ server_key: site.serverKey });
      expect(answer.body).toEqual(envelope);
    }
  });

  test('a path that cannot be decoded gets the envelope', async () => {
    const answer = await request(site.app).post('/api/%E0%A4%A').type('form').send({ server_key: site.serverKey });
    expect(answer.body).toEqual(envelope);
  });
});

test('HTTP_STATUS_MODE=semantic puts the real status into HTTP, with the same bodies', async () => {
  const semantic = createApp({ ...site.services, config: { ...site.services.config, statusMode: 'semantic' } });
  const post = (path: string, body = {}) =>
    request(semantic)
      .post(path)
      .type('form')
      .send({ server_key: site.serverKey, ...body });
  expect((await post('/api/nothing')).status).toBe(404);
  expect((await post('/api/sessions')).status).toBe(401);
  expect((await post('/api/auth', { server_key: 'wrong' })).status).toBe(401);
  expect((await post('/api/auth')).status).toBe(400);
  expect((await post('/api/auth', { username: 'nobody_here', password: 'x' })).status).toBe(401);
  expect((await post('/api/is-active', { user_id: '999999999' })).status).toBe(404);
  expect((await request(semantic).post('/api/auth').set('content-type', 'text/xml').send('<a/>')).status).toBe(415);
  const taken = { username: ada.username, email: 'x@example.org', password: 'secret-1', confirm_password: 'secret-1' };
  expect((await post('/api/create-account', taken)).status).toBe(409);
});

describe('the log', () => {
  test('contains request ids, and no token, key or password', async () => {
    const answer = await request(site.app)
      .post(`/api/auth?access_token=${ada.token}&x=1`)
      .type('form')
      .send({ server_key: site.serverKey, username: ada.username, password: ada.password });
    await request(site.app).post(`/api/sessions?Access_Token=${ada.token}&access%5Ftoken=${ada.token}`);
    // an app that opens the page with its token is sent to sign in, and its address is kept
    await request(site.app).get(`/get_news_feed?access_token=${ada.token}`).set('Accept', 'text/html').redirects(1);
    const requestId = answer.headers['x-request-id'];
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    const all = JSON.stringify(site.log);
    expect(all).toContain(requestId);
    const secrets = [ada.token, site.serverKey, ada.password, answer.body.access_token];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  });
});

describe('a body past the limit', () => {
  const kinds = [
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="about"\r\n\r\n'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="avatar"; filename="a.jpg"\r\n\r\n'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="shell"; filename="a.php"\r\n\r\n'],
    ['application/x-www-form-urlencoded', 'about='],
    ['application/json', '{"about":"'],
    ['application/octet-stream', ''],
  ] as const;
  const cases = kinds.flatMap(([type, start]) =>
    (['without a token', 'with a token'] as const).map(
      (who) => [`${type} ${start.split('"')[1] ?? ''}`.trim(), who, type, start] as const,
    ),
  );

  test.each(cases)('in chunks, %s, %s: is answered and the connection closed', async (_name, who, type, start) => {
    const busy = await listen(site.app);
    const path = `/api/update-user-data${who === 'with a token' ? `?access_token=${ada.token}` : ''}`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const poured = await pour(busy, head, start);
    expect(poured.answer).toMatch(/^HTTP\/1\.1 200/);
    expect(poured.answer).toMatch(/"error_id":(413|415)/);
    // the bytes that the systems in between buffer, and those read from a connection that is about to be closed
    expect(poured.sentBytes).toBeLessThan(12_000_000);
  });
});

describe('a body without end', () => {
  const multipart = 'multipart/form-data; boundary=x';
  const part = '--x\r\nContent-Disposition: form-data; name="avatar"; filename="a.jpg"\r\n\r\n';
  const doors: [string, string, string, string][] = [
    ['POST', '/api/no-such-thing', multipart, part],
    ['POST', '/api', multipart, part],
    ['POST', '/api/auth', multipart, part],
    ['POST', '/app_api.php?type=new_post', multipart, part],
    ['POST', '/app_api.php?type=nothing', multipart, part],
    ['POST', '/nothing/here', multipart, part],
    ['PUT', '/api/auth', multipart, part],
    ['POST', '/login', 'application/x-www-form-urlencoded', 'login='],
    ['POST', '/posts', multipart, part],
    ['POST', '/upload/photos/a.jpg', multipart, part],
    ['GET', '/api/get-site-settings', 'application/json', '{"a":"'],
    ['GET', '/health', 'text/plain', ''],
    ['HEAD', '/login', 'text/plain', ''],
    ['GET', '/docs', 'text/plain', ''],
  ];

  test.each(doors)('ends the connection: %s %s', async (method, path, type, start) => {
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const poured = await pour(await listen(site.app), head, start);
    expect(poured.answer).toMatch(/^HTTP\/1\.1 \d{3}/);
    expect(poured.sentBytes).toBeLessThan(12_000_000);
  });

  test('whose token is refused is told so', async () => {
    const path = `/api/update-user-data?access_token=${'f'.repeat(64)}`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipart}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const { answer, sentBytes } = await pour(await listen(site.app), head, part);
    expect(answer).toContain('Invalid or expired access_token');
    expect(sentBytes).toBeLessThan(12_000_000);
  });

  test('holds as many files as the endpoint declares, however many parts there are', async () => {
    const call = () =>
      request(site.app).post(`/api/update-user-data?access_token=${ada.token}`).field('server_key', site.serverKey);
    const file = Buffer.alloc(190_000);
    const many = Array.from({ length: 19 }).reduce<request.Test>((sent) => sent.attach('avatar', file, 'a.jpg'), call());
    expect((await many).body).toMatchObject({ errors: { error_id: 413 } });
    const two = call().attach('avatar', file, 'a.jpg').attach('cover', file, 'b.jpg');
    expect((await two).body.errors?.error_id).not.toBe(413);
  });

  test('leaves nothing in the temporary folder, also where it ends within a file', async () => {
    const path = `/api/update-user-data?access_token=${ada.token}`;
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipart}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const undeclared = `--x\r\nContent-Disposition: form-data; name="b"; filename="b"\r\n\r\n${'b'.repeat(1_113_900)}\r\n`;
    const { answer } = await pour(await listen(site.app), head, undeclared + part);
    expect(answer).toContain('"error_id":413');
    await expect.poll(() => readdir(site.services.config.directories.temporary), { timeout: 3000 }).toEqual([]);
  });
});

describe('addresses', () => {
  test.each(['//api/get-site-settings', '/api//get-site-settings', '///api///get-site-settings'])(
    '%s is read as one',
    async (path) => {
      const answer = await exchange(
        port,
        `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        4000,
      );
      expect(answer).toMatch(/API Type Not Found|server_key/);
    },
  );

  test.each(['//api/sessions', '/api//sessions', '//api//sessions/'])('%s answers as one with single slashes', async (path) => {
    const answer = await request(await addressOf(site.app))
      .post(`${path}?access_token=${ada.token}`)
      .type('form')
      .send({ server_key: site.serverKey, type: 'get' });
    expect(answer.body).toMatchObject({ api_status: 200 });
  });

  test('//app_api.php is the legacy address', async () => {
    const answer = await request(await addressOf(site.app)).post('//app_api.php?application=phone&type=nothing');
    expect(answer.body).toMatchObject({ api_text: 'failed' });
  });

  test.each(['/', '/nothing', '//nothing', '/apix/auth'])(
    '%s answers 404 to programs that ask for nothing particular',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
        expect(await exchange(port, head, 4000), `${method} ${path}`).toMatch(
          path === '/' ? /^HTTP\/1\.1 (404|30[1237])/ : /^HTTP\/1\.1 404/,
        );
      }
    },
  );

  test.each(['/api.x', '/nothing/here', '/app_api.phps', '/API/auth'])('%s answers 404 to programs and people', async (path) => {
    for (const accept of ['application/json', '*/*', 'text/html']) {
      for (const method of ['get', 'post'] as const)
        expect((await request(site.app)[method](path).set('accept', accept)).status).toBe(404);
    }
  });
});

describe('slow and silent clients', () => {
  test('that never finish their head or their body are disconnected', async () => {
    const slow = await listen(site.app);
    const startedAt = Date.now();
    const [head, body] = await Promise.all([
      exchange(slow, 'POST /api/auth HTTP/1.1\r\nHost: x\r\n', 8000),
      exchange(
        slow,
        'POST /api/auth HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nserver_key=',
        8000,
      ),
    ]);
    expect(head).toMatch(/^HTTP\/1\.1 408/);
    expect(body).toMatch(/^(HTTP\/1\.1 408|$)/);
    expect(Date.now() - startedAt).toBeLessThan(7500);
  });
});
