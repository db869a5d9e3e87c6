import type { Viewer } from '../../context.ts';
import type { UserMaps } from '../../users/hydrate.ts';
import type { StoryRow } from '../queries/stories.ts';

export type Story = StoryRow;

/** Stories the viewer can see, by id: `stories` has no expired or hidden one. */
export type StoryMaps = {
  viewer: Pick<Viewer, 'id' | 'role'> | undefined;
  stories: Map<number, Story>;
  /** The ones the viewer has seen. */
  viewed: ReadonlySet<number>;
  /** The viewer's reactions, 1 like to 6 angry; absent: none. */
  reactions: ReadonlyMap<number, number>;
  /** The authors. */
  users: UserMaps;
  /** The site has friends instead of followers: following needs to be accepted. */
  friendsOnly: boolean;
};
