import { extname } from 'node:path';

/** The type each stored extension is served as; nothing else has a type of its own. */
const contentTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    png: 'image/png',
    gif: 'image/gif',
    webp: 'image/webp',
    mp4: 'video/mp4',
    m4v: 'video/mp4',
    mov: 'video/quicktime',
    webm: 'video/webm',
    mp3: 'audio/mpeg',
    wav: 'audio/wav',
    m4a: 'audio/mp4',
    ogg: 'audio/ogg',
    aac: 'audio/aac',
    flac: 'audio/flac',
    pdf: 'application/pdf',
    zip: 'application/zip',
    rar: 'application/vnd.rar',
    '7z': 'application/x-7z-compressed',
    gz: 'application/gzip',
    rtf: 'application/rtf',
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    ppt: 'application/vnd.ms-powerpoint',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    odt: 'application/vnd.oasis.opendocument.text',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    odp: 'application/vnd.oasis.opendocument.presentation',
    epub: 'application/epub+zip',
    txt: 'text/plain; charset=utf-8',
    csv: 'text/csv; charset=utf-8',
    md: 'text/markdown; charset=utf-8',
  }),
);

/** The Content-Type for a stored name; `application/octet-stream` for an unknown extension. */
export function contentTypeOf(name: string): string {
  return contentTypes.get(extname(name).slice(1).toLowerCase()) ?? 'application/octet-stream';
}

/** Pictures, videos and sounds are shown inline; everything else is downloaded. */
export function dispositionOf(name: string): 'inline' | 'attachment' {
  return /^(image|video|audio)\//.test(contentTypeOf(name)) ? 'inline' : 'attachment';
}
