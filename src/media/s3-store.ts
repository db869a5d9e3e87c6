import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { networkFailure } from '../network-failure.ts';
import { UnavailableError } from '../unavailable.ts';
import { dispositionOf } from './content-types.ts';
import { isSafeKey, type MediaStore } from './store.ts';

export type S3Settings = {
  kind: 's3';
  bucket: string;
  region: string;
  /** For S3-compatible services; AWS itself needs none. */
  endpoint: string | undefined;
  forcePathStyle: boolean;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where the bucket can be read by anyone, without a slash at the end. */
  publicBaseUrl: string;
};

// Far below the hour after which the sweep removes a pending file.
const REQUEST_TIMEOUT_MS = 10 * 60_000;
const CONNECT_TIMEOUT_MS = 3000;
const SILENCE_TIMEOUT_MS = 10_000;
const MAX_TRIES = 2;
const MAX_PARALLEL_DELETES = 10;

// The SDK's messages go to standard error, between the lines of the log; its errors also reach the caller.
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Objects of one bucket, read by the world through `publicBaseUrl`. */
export function createS3Store(settings: S3Settings): MediaStore {
  const { bucket, publicBaseUrl } = settings;
  const client = new S3Client({
    region: settings.region,
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
    forcePathStyle: settings.forcePathStyle,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    // NOTE: the SDK's default checksums turn uploads into a chunked encoding that many S3-compatible services refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // not `requestTimeout`: a large file can take long, as long as data moves
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
    maxAttempts: MAX_TRIES,
    logger: SILENT,
  });

  function object(key: string) {
    if (!isSafeKey(key)) throw new Error(`not a media key: ${JSON.stringify(key)}`);
    return { Bucket: bucket, Key: key };
  }

  return {
    async put(key, path, mime) {
      const { size } = await stat(path);
      const command = new PutObjectCommand({
        ...object(key),
        Body: createReadStream(path),
        ContentLength: size,
        ContentType: mime,
        ContentDisposition: dispositionOf(key),
        CacheControl: 'public, max-age=31536000, immutable',
      });
      await reached(client.send(command, deadline()));
    },
    // One by one: a bulk delete needs a checksum header on which S3-compatible services disagree.
    async remove(keys) {
      for (let start = 0; start < keys.length; start += MAX_PARALLEL_DELETES) {
        const some = keys.slice(start, start + MAX_PARALLEL_DELETES);
        await Promise.all(some.map((key) => reached(client.send(new DeleteObjectCommand(object(key)), deadline()))));
      }
    },
    async exists(key) {
      try {
        await reached(client.send(new HeadObjectCommand(object(key)), deadline()));
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'NotFound') return false;
        throw error;
      }
    },
    async open(key, range) {
      const part = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
      const { Body } = await reached(client.send(new GetObjectCommand({ ...object(key), ...part }), deadline()));
      if (Body instanceof Readable) return Body;
      throw new Error(`no readable body for ${key}`);
    },
    url: (key) => `${publicBaseUrl}/${key}`,
  };
}

/** The bucket's answer, or `UnavailableError`: no connection, no answer in time, or an error of the service. */
async function reached<Result>(sending: Promise<Result>): Promise<Result> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status !== undefined && status < 500 && status !== 429) throw error;
    const kind =
      status === undefined
        ? error.name === 'AbortError'
          ? 'timeout'
          : (networkFailure(error) ?? 'unreachable')
        : `status_${status}`;
    throw new UnavailableError('the bucket does not answer', { dependency: 'storage', kind, cause: error });
  }
}

function deadline() {
  return { abortSignal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
}
