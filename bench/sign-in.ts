import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantiles, table } from './report.ts';

// Two questions of docs/decisions/0002: does the response time distinguish an unknown name from a wrong password, and how much do
// 20 sign-ins at once delay all other calls?

type Times = number[];

async function withServer<Result>(environment: Record<string, string>, work: (call: Call) => Promise<Result>): Promise<Result> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'community-bench-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const limits = { RATE_LIMIT_AUTH_ADDRESS: '1000000/60', RATE_LIMIT_AUTH_ACCOUNT: '1000000/60', RATE_LIMIT_READ: '1000000/60' };
  const env = { ...process.env, DATA_DIR: dataDirectory, PORT: String(port), LOG_LEVEL: 'warn', ...limits, ...environment };
  const server = spawn('node', ['src/main.ts'], { env, stdio: 'inherit' });
  const base = `http://127.0.0.1:${port}`;
  try {
    while (
      !(await fetch(`${base}/ready`).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await sleep(50);
    const admin = spawn('node', ['src/cli/admin.ts', 'server-key', 'show'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let serverKey = '';
    for await (const chunk of admin.stdout) serverKey += chunk;
    return await work(async (name, fields) => {
      const startedAt = performance.now();
      const body = new URLSearchParams({ server_key: serverKey.trim(), ...fields });
      await (await fetch(`${base}/api/${name}`, { method: 'POST', body })).text();
      return performance.now() - startedAt;
    });
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

type Call = (name: string, fields: Record<string, string>) => Promise<number>;

const ada = { username: 'ada_lovelace', email: 'ada@example.org', password: 'secret-1', confirm_password: 'secret-1' };

async function timing(call: Call): Promise<void> {
  await call('create-account', ada);
  const unknown: Times = [];
  const wrong: Times = [];
  for (let index = 0; index < 150; index += 1) {
    unknown.push(await call('auth', { username: `nobody_${index}`, password: 'wrong' }));
    wrong.push(await call('auth', { username: ada.username, password: 'wrong' }));
  }
  console.log('\nTime of a refusal, one after the other, ms');
  console.log(
    table([
      ['unknown name', ...quantiles(unknown)],
      ['wrong password', ...quantiles(wrong)],
    ]),
  );
}

async function delay(call: Call): Promise<[Times, number]> {
  await call('create-account', ada);
  for (let index = 0; index < 50; index += 1) await call('get-site-settings', {});
  const others: Times = [];
  let busy = true;
  const polling = (async () => {
    while (busy) others.push(await call('get-site-settings', {}));
  })();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => call('auth', { username: ada.username, password: ada.password })));
  const duration = performance.now() - startedAt;
  busy = false;
  await polling;
  return [others, duration];
}

await withServer({}, timing);

const rows: (string | number)[][] = [];
for (const [costRounds, atOnce, threads] of [
  [10, 1, 4],
  [10, 2, 4],
  [10, 4, 4],
  [10, 4, 8],
  [12, 1, 4],
]) {
  const environment = { BCRYPT_COST: String(costRounds), BCRYPT_AT_ONCE: String(atOnce), UV_THREADPOOL_SIZE: String(threads) };
  const [others, duration] = await withServer(environment, delay);
  rows.push([`cost ${costRounds}, ${atOnce} at once, ${threads} threads`, ...quantiles(others), Math.round(duration)]);
}
console.log('\nOther requests while 20 people sign in at once, ms; last column: until all are in');
console.log(table(rows));
