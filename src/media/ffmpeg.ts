import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Upload } from '../http/form.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { runTool } from './tool.ts';

/** An upload with a known container, and its working folder. `demuxer` is ffmpeg's name of the only reader allowed. */
export type Source = {
  media: Media;
  upload: Upload;
  directory: string;
  demuxer: 'mov' | 'matroska' | 'mp3' | 'wav' | 'ogg' | 'aac' | 'flac' | 'amr' | 'caf';
};

export type Stream = { index: number; codec: string };

/** Width and height as shown, with rotation applied. Duration is null when the container does not tell (browser recordings). */
export type Probe = { durationSeconds: number | null; video?: Stream & { width: number; height: number }; audio?: Stream };

const PROBE_SECONDS = 15;
const ENCODE_SECONDS = 90;
/** DCI and UHD 4K. A picture of an H.264 of this size with 16 reference frames took 380 MB here, of an 8K one 1.2 GB. */
export const MAX_VIDEO_PIXELS = 4096 * 2304;

// The reader is fixed by the file's signature and can open local files only, so playlists and lists of parts are never followed.
// `-max_alloc` bounds one allocation.
const inputLimits = ['-v', 'error', '-max_alloc', '268435456', '-protocol_whitelist', 'file', '-max_pixels'];
const probeLimits = [...inputLimits, String(MAX_VIDEO_PIXELS * 4)]; // too large and broken are told apart up to here
const convertLimits = ['-nostdin', '-y', ...inputLimits, String(MAX_VIDEO_PIXELS), '-threads', '1'];

const probeAnswer = z.object({
  streams: z.array(
    z.object({
      index: z.number(),
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      disposition: z.object({ attached_pic: z.number() }).optional(),
      side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number().optional() }).optional(),
});

const probeFields = 'stream=index,codec_type,codec_name,width,height:stream_disposition=attached_pic:stream_side_data=rotation';
const probeOutput = ['-show_entries', `${probeFields}:format=duration`, '-of', 'json'];

/** The content of a container: its first video (not cover pictures) and its first sound. Null without ffprobe. */
export async function probe(source: Source): Promise<Probe | null> {
  const args = [...probeLimits, '-f', source.demuxer, ...probeOutput, '-i', `file:${source.upload.path}`];
  const output = await runTool(source, { command: source.media.config.ffprobePath, args, seconds: PROBE_SECONDS });
  if (output === null) return null;
  const { success, data } = probeAnswer.safeParse(JSON.parse(output));
  if (!success) throw new MediaRefusal('corrupt', source.upload);
  const { streams, format } = data;
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  return {
    durationSeconds: format?.duration ?? null,
    ...(video ? { video: { ...streamOf(video), ...sizeOf(video) } } : {}),
    ...(audio ? { audio: streamOf(audio) } : {}),
  };
}

type ProbedStream = z.output<typeof probeAnswer>['streams'][number];

function streamOf({ index, codec_name }: ProbedStream): Stream {
  return { index, codec: codec_name ?? 'unknown' };
}

function sizeOf({ width = 0, height = 0, side_data_list = [] }: ProbedStream) {
  const turned = side_data_list.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90);
  return turned ? { width: height, height: width } : { width, height };
}

/** Runs ffmpeg on the source; `name` is the output in the source's folder. Null without ffmpeg. */
export async function convert(source: Source, { before = [], args, name }: { before?: string[]; args: string[]; name: string }) {
  const { upload, directory, demuxer } = source;
  // A small file can reference the same bytes a million times, so the output is bounded by the input's size.
  const maxBytes = Math.ceil(upload.size * 1.5) + 4 * 1024 * 1024;
  const input = [...convertLimits, '-f', demuxer, ...before, '-i', `file:${upload.path}`];
  const output = await runTool(source, {
    command: source.media.config.ffmpegPath,
    args: [...input, ...args, '-fs', String(maxBytes), `file:${name}`],
    seconds: ENCODE_SECONDS,
  });
  if (output === null) return null;
  const path = join(directory, name);
  const { size } = await stat(path);
  if (size >= maxBytes) throw new MediaRefusal('tooLarge', upload);
  return { path, sizeBytes: size };
}
