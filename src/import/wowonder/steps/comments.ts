import type { Step } from '../../core/step.ts';
import { comments } from '../../target/comments.ts';
import { mediaFiles, useFiles } from '../../target/media.ts';
import { commentReactions, WONDER } from '../../target/reactions.ts';
import type { Fields } from '../fields.ts';
import { writtenText } from '../text.ts';
import type { World } from '../world.ts';

const GONE = { leftOut: 'of people, posts or comments that are not there' } as const;

function commentsStep(world: World): Step<Fields> {
  return {
    name: 'comments',
    part: 'comments',
    table: 'comments',
    isEssential: true,
    key: 'id',
    columns: ['id', 'user_id', 'page_id', 'post_id', 'text', 'c_file', 'record', 'time'],
    targets: [comments, mediaFiles],
    prepare: (rows) => world.lookUpNames(rows.map((row) => row.raw('text'))),
    map(row, output) {
      const [id, author, post] = [row.id('id'), row.id('user_id'), row.id('post_id')];
      if (id === 0 || id >= world.bases.reply) return 'its id meets those of replies';
      if (!world.hasUser(author)) return 'its author is not there';
      if (!world.has('posts', post)) return GONE;
      const text = writtenText(row.raw('text'), world.names);
      output.add(comments, {
        id,
        subject_id: post,
        author_id: author,
        page_id: world.idIn('pages', row.id('page_id')),
        text,
        file_key: row.file('c_file'),
        record_key: row.file('record'),
        created_at: row.time('time') ?? world.now,
      });
      useFiles(output, [row.file('c_file'), row.file('record')], { ownerId: author, at: world.now });
      return undefined;
    },
  };
}

/** Replies become comments to comments, with ids above those of all comments. */
function repliesStep(world: World): Step<Fields> {
  let parents = new Map<number, Fields>();
  return {
    name: 'replies',
    part: 'comments',
    table: 'comment_replies',
    key: 'id',
    columns: ['id', 'comment_id', 'user_id', 'page_id', 'text', 'c_file', 'time'],
    targets: [comments, mediaFiles],
    async prepare(rows) {
      await world.lookUpNames(rows.map((row) => row.raw('text')));
      parents = await world.column(
        'comments',
        'id',
        'post_id',
        rows.map((row) => row.id('comment_id')),
      );
    },
    map(row, output) {
      const [author, parent] = [row.id('user_id'), row.id('comment_id')];
      if (!world.hasUser(author)) return 'its author is not there';
      if (!world.has('comments', parent)) return GONE;
      const text = writtenText(row.raw('text'), world.names);
      output.add(comments, {
        id: world.bases.reply + row.id('id'),
        subject_id: parents.get(parent)?.id('post_id') ?? 0,
        author_id: author,
        page_id: world.idIn('pages', row.id('page_id')),
        parent_id: parent,
        text,
        file_key: row.file('c_file'),
        created_at: row.time('time') ?? world.now,
      });
      useFiles(output, [row.file('c_file')], { ownerId: author, at: world.now });
      return undefined;
    },
  };
}

type Mark = { table: string; column: 'comment_id' | 'reply_id'; reaction: number };

/** Likes and wonders of comments and replies, as older versions keep them. */
function markStep(world: World, { table, column, reaction }: Mark): Step<Fields> {
  return {
    name: table,
    part: 'comments',
    table,
    key: 'id',
    columns: ['id', 'user_id', column, 'time'],
    ignored: ['post_id'],
    targets: [commentReactions],
    map(row, output) {
      const [user, id] = [row.id('user_id'), row.id(column)];
      const isReply = column === 'reply_id';
      if (!world.hasUser(user) || !world.has(isReply ? 'replies' : 'comments', id)) return GONE;
      const comment = isReply ? world.bases.reply + id : id;
      output.add(commentReactions, { subject_id: comment, user_id: user, reaction, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}

export function commentSteps(world: World): Step<Fields>[] {
  return [
    commentsStep(world),
    repliesStep(world),
    markStep(world, { table: 'commentlikes', column: 'comment_id', reaction: 1 }),
    markStep(world, { table: 'commentwonders', column: 'comment_id', reaction: WONDER }),
    markStep(world, { table: 'comment_replies_likes', column: 'reply_id', reaction: 1 }),
    markStep(world, { table: 'comment_replies_wonders', column: 'reply_id', reaction: WONDER }),
  ];
}
