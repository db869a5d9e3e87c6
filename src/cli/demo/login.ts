import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const DemoLogin = z.object({ username: z.string(), password: z.string() });

export type DemoLogin = z.output<typeof DemoLogin>;

/** The demo login of this data folder: made once, kept in a file only its owner reads. */
export async function demoLogin(dataDirectory: string): Promise<DemoLogin> {
  const path = join(dataDirectory, 'demo-login.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return DemoLogin.parse(JSON.parse(text));
  const login = { username: 'ada_lovelace', password: randomBytes(9).toString('base64url') };
  await writeFile(path, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  return login;
}
