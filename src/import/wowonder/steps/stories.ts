import type { Step } from '../../core/step.ts';
import { stories, storyViews } from '../../target/content.ts';
import { mediaFiles, useFiles } from '../../target/media.ts';
import type { Fields } from '../fields.ts';
import { fileKind } from '../files.ts';
import type { World } from '../world.ts';

const GONE = { leftOut: 'of people or things that are not there' } as const;

/** Stories that still run, and who saw them. */
export function storySteps(world: World): Step<Fields>[] {
  return [storiesStep(world), storyViewsStep(world)];
}

function storiesStep(world: World): Step<Fields> {
  let media = new Map<number, { file: Fields; type: Fields }>();
  return {
    name: 'userstory',
    part: 'content',
    table: 'userstory',
    key: 'id',
    columns: ['id', 'user_id', 'title', 'description', 'posted', 'expire', 'thumbnail'],
    ignored: ['ad_id'],
    targets: [stories, mediaFiles],
    async prepare(rows) {
      const ids = rows.map((row) => row.id('id'));
      const files = await world.column('userstory_media', 'story_id', 'filename', ids);
      const types = await world.column('userstory_media', 'story_id', 'type', ids);
      media = new Map(
        [...files].flatMap(([id, file]) => {
          const type = types.get(id);
          return type ? [[id, { file, type }]] : [];
        }),
      );
    },
    map(row, output) {
      const [id, user] = [row.id('id'), row.id('user_id')];
      const expires = row.time('expire');
      if (!expires || expires <= world.now) return { leftOut: 'stories that have ended' };
      if (!world.hasUser(user)) return 'its author is not there';
      const file = media.get(id);
      const key = file?.file.file('filename') ?? '';
      if (key === '') return 'it has no picture or video';
      const isVideo = file?.type.raw('type') === 'video' || fileKind(key) === 'video';
      output.add(stories, {
        id,
        user_id: user,
        title: row.line('title', 100),
        description: row.line('description', 300),
        file_kind: isVideo ? 'video' : 'image',
        file_key: key,
        thumb_key: isVideo ? row.file('thumbnail') : '',
        created_at: row.time('posted') ?? world.now,
        expires_at: expires,
      });
      useFiles(output, [key, isVideo ? row.file('thumbnail') : ''], { ownerId: user, at: world.now });
      return undefined;
    },
  };
}

function storyViewsStep(world: World): Step<Fields> {
  return {
    name: 'story_seen',
    part: 'content',
    table: 'story_seen',
    key: 'id',
    columns: ['id', 'story_id', 'user_id', 'time'],
    targets: [storyViews],
    map(row, output) {
      const [story, user] = [row.id('story_id'), row.id('user_id')];
      if (!world.hasUser(user) || !world.has('userstory', story)) return GONE;
      output.add(storyViews, { story_id: story, user_id: user, created_at: row.time('time') ?? world.now });
      return undefined;
    },
  };
}
