import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

type Options = {
  address: string;
  port: number;
  silent: boolean;
  directory: string;
  vhostBuckets: boolean;
  allowMismatchedSignatures: boolean;
  configureBuckets: { name: string }[];
};
type Server = { run(): Promise<AddressInfo>; close(): Promise<void> };

// The package is CommonJS and has no types. These are the parts used here.
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: Options) => Server;

/** A real S3 server on a free port of this machine, its objects below `directory`, with one bucket in it. */
export async function startS3({
  directory,
  bucket,
  isListed = false,
}: {
  directory: string;
  bucket: string;
  isListed?: boolean;
}) {
  const configureBuckets = [{ name: bucket }];
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory, vhostBuckets: false, configureBuckets },
    // the path of a bucket itself, which lists it, is signed with and without a slash at its end
    allowMismatchedSignatures: isListed,
  });
  const { port } = await server.run();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    stop: () => server.close(),
  };
}
