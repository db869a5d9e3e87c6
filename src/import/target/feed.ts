import type { Services } from '../../context.ts';
import { highestId } from '../../database/counters.ts';
import { AUDIENCE, audienceOf, isOpenInContainer } from '../../feed/rules.ts';

const RANGE = 10_000;
const PRIVACIES = [0, 1, 2, 3, 4];

const chosen = (value: (privacy: number) => number) =>
  `CASE privacy ${PRIVACIES.map((privacy) => `WHEN ${privacy} THEN ${value(privacy)}`).join(' ')} ELSE ${value(3)} END`;

const AUDIENCE_OF = chosen(audienceOf);
const OPEN_ON_PAGE = chosen((privacy) => Number(isOpenInContainer(privacy).onPage));
const OPEN_IN_GROUP = chosen((privacy) => Number(isOpenInContainer(privacy).inGroup));

const FEED_POSTS = `
  INSERT INTO feed_posts (author_id, post_id, audience)
  SELECT author_id, id, ${AUDIENCE_OF} FROM posts
  WHERE id BETWEEN ? AND ? AND group_id = 0 AND page_id = 0 AND deleted_at IS NULL
  ON DUPLICATE KEY UPDATE audience = VALUES(audience)`;

const CONTAINER_POSTS = `
  INSERT INTO feed_container_posts (container_kind, container_id, post_id, author_id, is_open)
  SELECT IF(page_id > 0, 2, 1), IF(page_id > 0, page_id, group_id), id, author_id,
    IF(page_id > 0, ${OPEN_ON_PAGE}, ${OPEN_IN_GROUP})
  FROM posts WHERE id BETWEEN ? AND ? AND (group_id > 0 OR page_id > 0) AND deleted_at IS NULL
  ON DUPLICATE KEY UPDATE is_open = VALUES(is_open)`;

const LATEST_POSTS = `
  INSERT INTO feed_latest_posts (author_id, shared_id, mutual_id)
  SELECT feed_posts.author_id, MAX(IF(audience <= ${AUDIENCE.followers}, post_id, 0)),
    MAX(IF(audience = ${AUDIENCE.followersFollowedBack}, post_id, 0))
  FROM feed_posts JOIN users ON users.id = feed_posts.author_id AND users.state <> 'deleted'
  WHERE feed_posts.author_id BETWEEN ? AND ? GROUP BY feed_posts.author_id
  ON DUPLICATE KEY UPDATE shared_id = VALUES(shared_id), mutual_id = VALUES(mutual_id)`;

type Progress = (done: number, total: number) => void;

/** Builds the tables that feeds are read from, of the posts that are here. May be run again. */
export async function buildFeed({ db, write }: Pick<Services, 'db' | 'write'>, progress: Progress): Promise<void> {
  const [lastPost, lastUser] = [await highestId(db, 'posts'), await highestId(db, 'users')];
  const total = 2 * lastPost + lastUser;
  let done = 0;
  for (const [sql, last] of [
    [FEED_POSTS, lastPost],
    [CONTAINER_POSTS, lastPost],
    [LATEST_POSTS, lastUser],
  ] as const) {
    for (let from = 1; from <= last; from += RANGE) {
      await write((tx) => tx.raw(sql, [from, from + RANGE - 1]));
      done += Math.min(RANGE, last - from + 1);
      progress(done, total);
    }
  }
}
