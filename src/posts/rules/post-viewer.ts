/** What the viewer left on a post. `reaction` 0: none. */
export type PostViewer = { reaction: number; wondered: boolean; saved: boolean; reported: boolean; hidden: boolean };

/** The viewer left nothing on the post. */
export const NO_POST_VIEWER: Readonly<PostViewer> = {
  reaction: 0,
  wondered: false,
  saved: false,
  reported: false,
  hidden: false,
};
