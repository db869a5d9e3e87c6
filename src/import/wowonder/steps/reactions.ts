import type { Step, Verdict } from '../../core/step.ts';
import { commentReactions, messageReactions, postReactions, storyReactions } from '../../target/reactions.ts';
import type { Fields } from '../fields.ts';
import type { World } from '../world.ts';
import { reactionOf } from './content.ts';

const GONE: Verdict = { leftOut: 'of people or things that are not there' };

/** Reactions to posts, comments, replies, stories and messages: one table of the source, five here. */
export function reactionsStep(world: World): Step<Fields> {
  return {
    name: 'reactions',
    part: 'reactions',
    table: 'reactions',
    key: 'id',
    columns: ['id', 'user_id', 'post_id', 'comment_id', 'replay_id', 'story_id', 'message_id', 'reaction'],
    targets: [postReactions, commentReactions, storyReactions, messageReactions],
    map(row, output) {
      const user = row.id('user_id');
      if (!world.hasUser(user)) return GONE;
      const reaction = reactionOf(row.raw('reaction'));
      if (reaction === 0) return 'a reaction nobody knows';
      // the source keeps no time of them
      const rest = { user_id: user, reaction, created_at: world.now };
      const [comment, reply] = [row.id('comment_id'), row.id('replay_id')];
      const [story, message, post] = [row.id('story_id'), row.id('message_id'), row.id('post_id')];
      if (reply > 0) {
        if (!world.has('replies', reply)) return GONE;
        output.add(commentReactions, { subject_id: world.bases.reply + reply, ...rest });
      } else if (comment > 0) {
        if (!world.has('comments', comment)) return GONE;
        output.add(commentReactions, { subject_id: comment, ...rest });
      } else if (message > 0) {
        if (!world.has('messages', message)) return GONE;
        output.add(messageReactions, { subject_id: message, ...rest });
      } else if (story > 0) {
        if (!world.has('userstory', story)) return GONE;
        output.add(storyReactions, { subject_id: story, ...rest });
      } else {
        if (!world.has('posts', post)) return GONE;
        output.add(postReactions, { subject_id: post, ...rest });
      }
      return undefined;
    },
  };
}
