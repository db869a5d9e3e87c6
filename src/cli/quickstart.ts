import { readConfig } from '../config.ts';
import { failStart, run } from '../run.ts';
import { demoLogin } from './demo/login.ts';
import { seedDemo } from './demo/seed.ts';

const startedAt = performance.now();

async function quickstart(): Promise<void> {
  const config = readConfig();
  const quiet = { ...config, log: { ...config.log, level: process.stdout.isTTY ? ('warn' as const) : config.log.level } };
  let words = '';
  const server = await run(quiet, async ({ services }) => {
    const login = await demoLogin(config.directories.data);
    await seedDemo(services, login);
    words = `
  Server key   ${services.settings.serverKey()}
  Demo login   ${login.username} / ${login.password}`;
  });

  const base = config.baseUrl;
  console.log(`
The community is up after ${((performance.now() - startedAt) / 1000).toFixed(1)} s, on ${server.address}
${words}

  API          ${base}/api/          (POST, server_key in the body)
  Page         ${base}/get_news_feed   (sign in with the demo login)
  Reference    ${base}/docs
  Health       ${base}/health

Data is kept in ${config.directories.data}. Ctrl-C stops it all; the next start goes on where this one ended.
`);
}

try {
  await quickstart();
} catch (error) {
  failStart(error);
}
