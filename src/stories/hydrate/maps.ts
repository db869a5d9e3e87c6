import type { Viewer } from '../../context.ts';
import type { UserMaps } from '../../users/hydrate.ts';
import type { StoryRow } from '../queries/stories.ts';

export type Story = StoryRow;

/** Stories that are there for the viewer, by id: one that ended or is hidden from them is not in `stories`. */
export type StoryMaps = {
  viewer: Pick<Viewer, 'id' | 'role'> | undefined;
  stories: Map<number, Story>;
  /** Which of them the viewer saw. */
  viewed: ReadonlySet<number>;
  /** What the viewer answered them with, 1 like to 6 angry; absent: nothing. */
  reactions: ReadonlyMap<number, number>;
  /** The authors. */
  users: UserMaps;
  /** People here are friends: nobody follows another without being let in. */
  friendsOnly: boolean;
};
