/** The kind of a file. Contract §1.3, §4 Files. */
export type ContentKind = 'image' | 'video' | 'sound' | 'file';

/**
 * One row of accepted content: its signature (`content`, file-type's extension), the kinds it can be, and the format it is stored
 * in. Containers for both moving pictures and sound have two kinds; their streams decide.
 */
export type ContentRow = {
  content: string;
  what: string;
  kinds: readonly Exclude<ContentKind, 'file'>[];
  storedAs: Partial<Record<ContentKind, string>>;
};

/** The photos, videos, recordings and music that every form accepts. Documents are in `file.ts`. Shown in docs/media.md. */
export const contentRows: readonly ContentRow[] = [
  { content: 'jpg', what: 'JPEG', kinds: ['image'], storedAs: { image: 'jpg' } },
  { content: 'png', what: 'PNG', kinds: ['image'], storedAs: { image: 'png' } },
  { content: 'apng', what: 'animated PNG (its first frame)', kinds: ['image'], storedAs: { image: 'png' } },
  { content: 'gif', what: 'GIF, animated too', kinds: ['image'], storedAs: { image: 'gif' } },
  { content: 'webp', what: 'WebP, animated too', kinds: ['image'], storedAs: { image: 'webp' } },
  { content: 'avif', what: 'AVIF', kinds: ['image'], storedAs: { image: 'webp' } },
  { content: 'heic', what: 'HEIC and HEIF, photos of iPhones', kinds: ['image'], storedAs: { image: 'jpg' } },
  { content: 'mp4', what: 'MP4', kinds: ['video', 'sound'], storedAs: { video: 'mp4', sound: 'm4a' } },
  { content: 'm4v', what: 'M4V', kinds: ['video'], storedAs: { video: 'mp4' } },
  { content: 'mov', what: 'QuickTime of iPhones', kinds: ['video', 'sound'], storedAs: { video: 'mp4', sound: 'm4a' } },
  {
    content: '3gp',
    what: '3GP of Android and older phones',
    kinds: ['video', 'sound'],
    storedAs: { video: 'mp4', sound: 'm4a' },
  },
  { content: '3g2', what: '3GPP2', kinds: ['video', 'sound'], storedAs: { video: 'mp4', sound: 'm4a' } },
  { content: 'webm', what: 'WebM of browsers', kinds: ['video', 'sound'], storedAs: { video: 'webm', sound: 'webm' } },
  { content: 'm4a', what: 'M4A', kinds: ['sound'], storedAs: { sound: 'm4a' } },
  { content: 'mp3', what: 'MP3', kinds: ['sound'], storedAs: { sound: 'mp3' } },
  { content: 'wav', what: 'WAV', kinds: ['sound'], storedAs: { sound: 'wav' } },
  { content: 'aac', what: 'AAC', kinds: ['sound'], storedAs: { sound: 'aac' } },
  { content: 'flac', what: 'FLAC', kinds: ['sound'], storedAs: { sound: 'flac' } },
  { content: 'ogg', what: 'Ogg Vorbis', kinds: ['sound'], storedAs: { sound: 'ogg' } },
  { content: 'oga', what: 'Ogg with other sound', kinds: ['sound'], storedAs: { sound: 'ogg' } },
  { content: 'opus', what: 'Ogg Opus', kinds: ['sound'], storedAs: { sound: 'ogg' } },
  { content: 'amr', what: 'AMR of older phones', kinds: ['sound'], storedAs: { sound: 'm4a' } },
  { content: 'caf', what: 'CAF of iPhones', kinds: ['sound'], storedAs: { sound: 'm4a' } },
];

const byContent = new Map(contentRows.map((row) => [row.content, row]));

/** The kinds a file with this signature can be; none for documents and for unsupported content. */
export function kindsOf(content: string | undefined): ContentRow['kinds'] {
  return byContent.get(content ?? '')?.kinds ?? [];
}
