/** How the viewer and one other user are connected. */
export type Relation = {
  /** The viewer follows them, or asked to. */
  following: 'none' | 'active' | 'requested';
  /** They follow the viewer, or asked to. */
  followedBy: 'none' | 'active' | 'requested';
  /** Blocked in either direction: neither can see the other. */
  blocked: boolean;
  blockedByViewer: boolean;
  /** The viewer asked to be notified of each of their posts. */
  notify: boolean;
  /** The viewer reported them. */
  reported: boolean;
  /** The viewer muted their stories. */
  storiesMuted: boolean;
};

/** The relation of two users without any connection. */
export const NO_RELATION: Readonly<Relation> = {
  following: 'none',
  followedBy: 'none',
  blocked: false,
  blockedByViewer: false,
  notify: false,
  reported: false,
  storiesMuted: false,
};
