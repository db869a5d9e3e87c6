/** What a list of posts may be narrowed to. Contract §2.10. */
export const MEDIA_TYPES = ['photos', 'video', 'music', 'files', 'maps', 'text'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** The kind of file that posts of a type have. */
export const FILE_KINDS = { photos: 'image', video: 'video', music: 'sound', files: 'file' } as const;
