import type { Upload } from '../http/form.ts';
import { contentTypeOf } from './content-types.ts';
import { convert, probe, type Source } from './ffmpeg.ts';
import { newKeyStem } from './keys.ts';
import { storeFiles } from './ledger.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { sniff } from './sniff.ts';
import { withUpload } from './temporary.ts';

/** The duration is null without ffmpeg. */
export type StoredAudio = { key: string; keys: string[]; durationSeconds: number | null; sizeBytes: number; mime: string };

/** `codecs` are copied as they are; `encoded` ones become AAC. */
type Form = { demuxer: Source['demuxer']; ext: string; muxer: string; codecs: RegExp; encoded?: RegExp };

const m4a: Form = { demuxer: 'mov', ext: 'm4a', muxer: 'ipod', codecs: /^(aac|alac|mp3)$/, encoded: /^amr_(nb|wb)$/ };
const ogg: Form = { demuxer: 'ogg', ext: 'ogg', muxer: 'ogg', codecs: /^(vorbis|opus|flac|speex)$/ };

// Recorders of phones write MP4 or 3GP, those of browsers WebM; by their signature these are videos.
const forms = new Map<string, Form>([
  ['mp3', { demuxer: 'mp3', ext: 'mp3', muxer: 'mp3', codecs: /^mp3$/ }],
  ['wav', { demuxer: 'wav', ext: 'wav', muxer: 'wav', codecs: /^pcm_/ }],
  ['aac', { demuxer: 'aac', ext: 'aac', muxer: 'adts', codecs: /^aac$/ }],
  ['flac', { demuxer: 'flac', ext: 'flac', muxer: 'flac', codecs: /^flac$/ }],
  ['ogg', ogg],
  ['oga', ogg],
  ['opus', ogg],
  ['m4a', m4a],
  ['mp4', m4a],
  ['mov', { ...m4a, encoded: /^(amr_(nb|wb)|pcm_\w+|adpcm_ima_qt)$/ }],
  ['3gp', m4a],
  ['3g2', m4a],
  ['amr', { ...m4a, demuxer: 'amr' }],
  ['caf', { ...m4a, demuxer: 'caf', encoded: /^(pcm_\w+|adpcm_ima_qt|opus|flac|ilbc)$/ }],
  ['webm', { demuxer: 'matroska', ext: 'webm', muxer: 'webm', codecs: /^(opus|vorbis)$/ }],
]);

/**
 * Stores a sound: its first stream only, without metadata or cover. Converts what current players do not know, such as AMR of old
 * phones and the sounds in CAF, to AAC, and copies everything else. Takes ownership of the upload. Refuses `unsupported`,
 * `tooLarge`, `corrupt`. Contract §1.3, §4 Files.
 */
export async function storeAudio(media: Media, upload: Upload, { ownerId }: { ownerId: number | null }): Promise<StoredAudio> {
  return withUpload(media, upload, async (directory) => {
    const form = forms.get((await sniff(upload.path))?.ext ?? '');
    if (!form) throw new MediaRefusal('unsupported', upload);
    const source: Source = { media, upload, directory, demuxer: form.demuxer };
    const { found, clean } = await media.heavyWork(ownerId, async () => {
      const found = await probe(source);
      return { found, clean: found && (await cleanAudio(source, found.audio, form)) };
    });
    const key = `${newKeyStem('soundFile')}.${form.ext}`;
    const sound = { key, mime: contentTypeOf(key), ...(clean ?? { path: upload.path, sizeBytes: upload.size }) };
    await storeFiles(media, ownerId, [sound]);
    return { key, keys: [key], durationSeconds: found?.durationSeconds ?? null, sizeBytes: sound.sizeBytes, mime: sound.mime };
  });
}

function cleanAudio(source: Source, audio: { index: number; codec: string } | undefined, form: Form) {
  const isEncoded = audio !== undefined && (form.encoded?.test(audio.codec) ?? false);
  if (!audio || (!isEncoded && !form.codecs.test(audio.codec))) throw new MediaRefusal('unsupported', source.upload);
  const codec = isEncoded ? 'aac' : 'copy';
  const bare = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'];
  return convert(source, {
    args: ['-map', `0:${audio.index}`, '-c:a', codec, ...bare, '-f', form.muxer],
    name: `clean.${form.ext}`,
  });
}
