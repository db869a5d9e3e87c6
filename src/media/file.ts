import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Upload } from '../http/form.ts';
import { contentTypeOf } from './content-types.ts';
import { newKeyStem } from './keys.ts';
import { storeFiles } from './ledger.ts';
import type { Media } from './media.ts';
import { MediaRefusal } from './refusal.ts';
import { sniff } from './sniff.ts';
import { withUpload } from './temporary.ts';

export type StoredFile = { key: string; keys: string[]; sizeBytes: number; mime: string };

/** The signatures accepted for each extension. */
const contents: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    pdf: ['pdf'],
    zip: ['zip'],
    rar: ['rar'],
    '7z': ['7z'],
    gz: ['gz'],
    rtf: ['rtf'],
    docx: ['docx'],
    xlsx: ['xlsx'],
    pptx: ['pptx'],
    odt: ['odt'],
    ods: ['ods'],
    odp: ['odp'],
    epub: ['epub'],
    doc: ['cfb'],
    xls: ['cfb'],
    ppt: ['cfb'],
  }),
);

const textExtensions = new Set(['txt', 'csv', 'md']);
// Markup inside a text file is text: it is never served under another type.
const textualMimes = /^(text\/|application\/xml$)/;

/**
 * Stores a document unchanged, when its extension is accepted and its bytes match. Takes ownership of the upload. Refuses
 * `unsupported`. Contract §1.3, §4 Files.
 */
export async function storeFile(media: Media, upload: Upload, { ownerId }: { ownerId: number | null }): Promise<StoredFile> {
  return withUpload(media, upload, async () => {
    const extension = extname(upload.originalname).slice(1).toLowerCase();
    if (!(await agrees(upload.path, extension))) throw new MediaRefusal('unsupported', upload);
    const key = `${newKeyStem('file')}.${extension}`;
    const file = { key, path: upload.path, mime: contentTypeOf(key), sizeBytes: upload.size };
    await storeFiles(media, ownerId, [file]);
    return { key, keys: [key], sizeBytes: file.sizeBytes, mime: file.mime };
  });
}

async function agrees(path: string, extension: string): Promise<boolean> {
  const sniffed = await sniff(path);
  if (!textExtensions.has(extension)) return sniffed !== undefined && (contents.get(extension)?.includes(sniffed.ext) ?? false);
  return (sniffed === undefined || textualMimes.test(sniffed.mime)) && (await isText(path));
}

/** True when no byte is a control character that text does not contain, NUL above all. Accepts any encoding that keeps ASCII. */
async function isText(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path)) {
    if (
      !(chunk instanceof Uint8Array) ||
      chunk.some((byte) => byte < 7 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127)
    )
      return false;
  }
  return true;
}
