import type { Knex } from 'knex';
import type { BaseLogger } from 'pino';
import sharp from 'sharp';
import { createDiskStore, type DiskSettings } from './disk-store.ts';
import { createHeavyWork, type HeavyWork } from './heavy-work.ts';
import { createS3Store, type S3Settings } from './s3-store.ts';
import type { MediaStore } from './store.ts';

export type MediaConfig = {
  /** Uploads are received and processed here; nothing in it outlives its request for long (`sweepTemporary`). */
  temporaryDirectory: string;
  store: DiskSettings | S3Settings;
  /** How many images, videos and sounds are processed at once. Each takes one of libuv's four threads, so 1 or 2. */
  concurrency: number;
  /** Pixels of an image, all frames of an animation together. */
  maxImagePixels: number;
  /** Names on PATH or absolute paths. Without a tool videos and sounds are accepted by their signature only. */
  ffmpegPath: string;
  ffprobePath: string;
  /** libheif's tools; without them HEIC and AVIF pictures are refused. */
  heifConvertPath: string;
  heifInfoPath: string;
};

/** Everything the functions of this folder need; they take it first. */
export type Media = {
  config: MediaConfig;
  store: MediaStore;
  db: Knex;
  log: BaseLogger;
  heavyWork: HeavyWork;
};

// Everything else that libvips can read (SVG, TIFF, PDF, HEIF, its own format) stays blocked, whoever calls sharp in this
// process.
const LOADERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'];

/** The media of one site: a store, the ledger's database and the limits. Settings of sharp are the process's. */
export function createMedia(config: MediaConfig, { db, log }: { db: Knex; log: BaseLogger }): Media {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  const store = config.store.kind === 's3' ? createS3Store(config.store) : createDiskStore(config.store);
  return { config, store, db, log, heavyWork: createHeavyWork(config.concurrency) };
}
