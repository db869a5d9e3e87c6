import { createWriteStream, existsSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../media/s3-store.ts';

/** A file of the other site. `key`: as the site's addresses name it, `upload/photos/…`. */
export type UploadedFile = { key: string; sizeBytes: number };

/** Where the files of the other site are. */
export type FileSource = {
  files(): AsyncIterable<UploadedFile>;
  /** Where the file is on this machine; undefined for one that has to be fetched. */
  localPath(file: UploadedFile): string | undefined;
  fetch(file: UploadedFile, path: string): Promise<void>;
};

/** A folder: the site's own, with `upload` in it, or `upload` itself. Links in it are not followed. */
export function folderSource(given: string): FileSource {
  const below = resolve(given, 'upload');
  const root = existsSync(below) ? below : resolve(given);
  if (!existsSync(root)) throw new Error(`There is no folder ${root}`);
  const pathOf = (file: UploadedFile) => join(root, file.key.slice('upload/'.length));
  return {
    files: () => filesBelow(root, root),
    localPath: pathOf,
    fetch: () => Promise.reject(new Error('a file of a folder is not fetched')),
  };
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<UploadedFile> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else if (entry.isFile()) {
      const { size } = await stat(path);
      yield { key: `upload/${relative(root, path).split(sep).join('/')}`, sizeBytes: size };
    }
  }
}

/** `s3://bucket/prefix`, read with the site's own S3 settings. */
export function bucketSource(address: string, settings: Omit<S3Settings, 'kind' | 'bucket' | 'publicBaseUrl'>): FileSource {
  const url = new URL(address);
  const prefix = url.pathname.replace(/^\/|\/$/g, '');
  const client = new S3Client({
    region: settings.region,
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
    forcePathStyle: settings.forcePathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    // as in the site's own store: many S3-compatible services refuse the SDK's default checksums
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const base = prefix === '' ? '' : `${prefix}/`;
  return {
    async *files() {
      for (let token: string | undefined; ; ) {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: url.hostname,
            Prefix: `${base}upload/`,
            ...(token ? { ContinuationToken: token } : {}),
          }),
        );
        for (const { Key, Size } of page.Contents ?? []) if (Key) yield { key: Key.slice(base.length), sizeBytes: Size ?? 0 };
        token = page.NextContinuationToken;
        if (!token) return;
      }
    },
    localPath: () => undefined,
    async fetch(file, path) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: url.hostname, Key: base + file.key }));
      if (!(Body instanceof Readable)) throw new Error(`no bytes of ${file.key}`);
      await pipeline(Body, createWriteStream(path, { mode: 0o600 }));
    },
  };
}
