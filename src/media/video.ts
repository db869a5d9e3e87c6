import type { Upload } from '../http/form.ts';
import { contentTypeOf } from './content-types.ts';
import { convert, MAX_VIDEO_PIXELS, type Probe, probe, type Source } from './ffmpeg.ts';
import { newKeyStem } from './keys.ts';
import { storeFiles } from './ledger.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { sniff } from './sniff.ts';
import { withUpload } from './temporary.ts';

/** `thumbKey` is a JPEG; it, the sizes and the duration are null where ffmpeg is absent. `keys` are all, to claim. */
export type StoredVideo = {
  key: string;
  thumbKey: string | null;
  keys: string[];
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  sizeBytes: number;
  mime: string;
};

type Container = { demuxer: 'mov' | 'matroska'; ext: 'mp4' | 'webm'; video: RegExp; audio: RegExp; fallbackAudio: string };

const mp4: Container = {
  demuxer: 'mov',
  ext: 'mp4',
  video: /^(h264|hevc|av1|vp9|mpeg4)$/,
  audio: /^(aac|mp3|ac3|eac3|alac)$/,
  fallbackAudio: 'aac',
};
const webm: Container = {
  demuxer: 'matroska',
  ext: 'webm',
  video: /^(vp8|vp9|av1)$/,
  audio: /^(opus|vorbis)$/,
  fallbackAudio: 'libopus',
};

// A phone's MOV or 3GP has the same box structure; it is stored as MP4, which every app plays.
const containers = new Map<string, Container & { original: string }>([
  ['mp4', { ...mp4, original: 'mp4' }],
  ['m4v', { ...mp4, original: 'mp4' }],
  ['mov', { ...mp4, original: 'mov' }],
  ['3gp', { ...mp4, original: 'mp4' }],
  ['3g2', { ...mp4, original: 'mp4' }],
  ['webm', { ...webm, original: 'webm' }],
]);

/**
 * Stores a video without its metadata (a phone's contains the location), playable while loading, with a thumbnail. Copies streams
 * without encoding. Takes ownership of the upload. Refuses `unsupported`, `tooLarge`, `corrupt`. Contract §1.3, §4 Files.
 */
export async function storeVideo(media: Media, upload: Upload, { ownerId }: { ownerId: number | null }): Promise<StoredVideo> {
  return withUpload(media, upload, async (directory) => {
    const container = containers.get((await sniff(upload.path))?.ext ?? '');
    if (!container) throw new MediaRefusal('unsupported', upload);
    const source: Source = { media, upload, directory, demuxer: container.demuxer };
    const { found, clean, thumb } = await media.heavyWork(ownerId, async () => {
      const found = await probe(source);
      if (found) requirePlayable(found, container, upload);
      return {
        found,
        clean: found && (await cleanVideo(source, found, container)),
        thumb: found && (await thumbnail(source, found)),
      };
    });
    const key = `${newKeyStem('video')}.${clean ? container.ext : container.original}`;
    const video = { key, mime: contentTypeOf(key), ...(clean ?? { path: upload.path, sizeBytes: upload.size }) };
    const picture = thumb && { key: `${newKeyStem('image')}.jpg`, mime: 'image/jpeg', ...thumb };
    const files = picture ? [video, picture] : [video];
    await storeFiles(media, ownerId, files);
    return {
      key,
      thumbKey: picture?.key ?? null,
      keys: files.map((file) => file.key),
      width: found?.video?.width ?? null,
      height: found?.video?.height ?? null,
      durationSeconds: found?.durationSeconds ?? null,
      sizeBytes: video.sizeBytes,
      mime: video.mime,
    };
  });
}

function requirePlayable({ video }: Probe, container: Container, upload: Upload): void {
  if (!video || !container.video.test(video.codec)) throw new MediaRefusal('unsupported', upload);
  if (video.width * video.height > MAX_VIDEO_PIXELS) throw new MediaRefusal('tooLarge', upload);
}

/** The first video and the first sound only; encodes a sound that the container cannot hold. */
function cleanVideo(source: Source, { video, audio }: Probe, container: Container) {
  const maps = [video, audio].flatMap((stream) => (stream ? ['-map', `0:${stream.index}`] : []));
  const sound = audio && !container.audio.test(audio.codec) ? container.fallbackAudio : 'copy';
  const bare = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'];
  const form = container.ext === 'mp4' ? ['-movflags', '+faststart', '-f', 'mp4'] : ['-f', 'webm'];
  return convert(source, { args: [...maps, '-c:v', 'copy', '-c:a', sound, ...bare, ...form], name: `clean.${container.ext}` });
}

/**
 * A frame one second in (earlier in a short video, the first when there is no later one), at most 1280 pixels wide. Decoding one
 * is part of the check.
 */
async function thumbnail(source: Source, { video, durationSeconds }: Probe) {
  const frame = ['-map', `0:${video?.index}`, '-frames:v', '1', '-vf', 'scale=w=min(1280\\,iw):h=-2', '-pix_fmt', 'yuvj420p'];
  const args = [...frame, '-map_metadata', '-1', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'mjpeg'];
  for (const seconds of [Math.min(1, (durationSeconds ?? 0) / 3), 0]) {
    const picture = await convert(source, { before: ['-ss', seconds.toFixed(2)], args, name: 'thumbnail.jpg' });
    if (picture === null || picture.sizeBytes > 0) return picture;
  }
  throw new MediaRefusal('corrupt', source.upload);
}
