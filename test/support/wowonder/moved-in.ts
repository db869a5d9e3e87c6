import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll } from 'vitest';
import { SILENT } from '../../../src/cli/import/bars.ts';
import { type ImportCommand, importWowonder } from '../../../src/cli/import/wowonder.ts';
import type { Report } from '../../../src/import/core/report.ts';
import { type Fields, post } from '../call.ts';
import type { Answer, Site } from '../site.ts';
import { type Community, communityTables } from './community.ts';
import { type DumpTable, type Style, writeDump } from './dump-file.ts';

export const NOW = Math.floor(Date.now() / 1000);

/** A community of a few dozen people. */
export const SMALL: Community = {
  version: '4.x',
  seed: 7,
  now: NOW,
  people: 60,
  posts: 200,
  comments: 120,
  reactions: 300,
  messages: 150,
  unsalted: 0.2,
};

/** A folder for dumps and files, gone after the test file. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'community-import-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type DumpOptions = { community?: Partial<Community>; style?: Style; change?: (tables: DumpTable[]) => DumpTable[] };

export async function dumpOf(
  path: string,
  { community = {}, style = 'phpmyadmin', change = (tables) => tables }: DumpOptions = {},
) {
  await writeDump(path, change(communityTables({ ...SMALL, ...community })), style);
  return path;
}

const COMMAND: ImportCommand = {
  only: [],
  dryRun: false,
  intoExisting: false,
  allNotifications: false,
  reencode: false,
};

export function importInto(site: Site, options: Partial<ImportCommand>): Promise<Report> {
  return importWowonder(site.services, { ...COMMAND, ...options }, SILENT);
}

/** Somebody of the community, signed in by an app with a token. */
export function withToken(site: Site, token: string) {
  const { address } = site;
  return {
    call: (name: string, fields: Fields = {}): Promise<Answer> =>
      post({ address, serverKey: site.services.settings.serverKey(), token }, name, { fields }),
  };
}

export async function signIn(site: Site, username: string, password: string) {
  const serverKey = site.services.settings.serverKey();
  const answer = await post({ address: site.address, serverKey }, 'auth', { fields: { username, password } });
  return { answer, ...withToken(site, String(answer.access_token)) };
}

/** Files of the old site below a folder: pictures, or what is given. */
export async function writeUploads(folder: string, files: Readonly<Record<string, Buffer | string | undefined>>): Promise<void> {
  const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, 'upload', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content ?? picture);
  }
}

export const totalsOf = (report: Report, table: string) => report.totals.find((totals) => totals.table === table);
