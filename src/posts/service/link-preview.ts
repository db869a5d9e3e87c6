import pLimit from 'p-limit';
import type { Services } from '../../context.ts';
import { afterCommit } from '../../database/write.ts';
import { storeImage } from '../../media/image.ts';
import { claimMedia, discardMedia } from '../../media/ledger.ts';
import { internet } from '../../media/public-address.ts';
import { MediaRefusal } from '../../media/refusal.ts';
import { safeDownload, safeFetch } from '../../media/safe-fetch.ts';
import { newTemporaryPath } from '../../media/temporary.ts';
import { UnsafeUrl } from '../../media/unsafe-url.ts';
import { decodePage, type PageSummary, pageSummary } from '../../text/page-summary.ts';
import { firstLink } from '../../text/render.ts';
import { lockPostRows, type Post, postRows, updatePost } from '../queries/posts.ts';

const pageLimits = {
  maxBytes: 512 * 1024,
  timeoutMs: 5000,
  accept: ['text/html', 'application/xhtml+xml'],
  atLimit: 'cut',
} as const;
const imageLimits = {
  maxBytes: 5 * 1024 * 1024,
  timeoutMs: 8000,
  accept: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
};
const MAX_LINK_LENGTH = 2000; // of posts.link_url

const fewAtOnce = pLimit(4);

/** Previews the link of a post that was just made, after its commit, where the site wants previews. */
export async function previewNewPost(services: Services, { postId }: { postId: number }): Promise<void> {
  if (!services.config.linkPreviews) return;
  afterCommit(() => {
    services.background('link preview', () => fewAtOnce(() => previewPostLink(services, postId)));
  });
}

/**
 * Fills in what the page behind a post's link says of itself: title, words, and a copy of its picture under our own address, so
 * that nobody's app calls a foreign host. Leaves the post alone where it has a preview, no link, or was changed meanwhile.
 * Contract §1.3 postLink, postLinkTitle, postLinkImage, postLinkContent.
 */
export async function previewPostLink(services: Services, postId: number, network = internet): Promise<void> {
  const post = (await postRows(services.db, [postId])).find(({ id }) => id === postId);
  const url = post && linkOf(post);
  if (!post || url === undefined) return;
  const page = await pageBehind(services, url, network);
  if (!page || (page.title === '' && page.image === '')) return;
  const image = await copiedImage(services, { url: page.image, ownerId: post.author_id }, network);
  try {
    await services.write(async (tx) => {
      const [now] = await lockPostRows(tx, [postId]);
      if (!now || now.text !== post.text || now.link_url !== post.link_url || linkOf(now) === undefined) return;
      await updatePost(tx, postId, {
        link_url: url,
        link_title: page.title,
        link_content: page.description,
        link_image: image?.key ?? '',
      });
      if (image) await claimMedia(tx, [image.key]);
    });
  } finally {
    // The small variant, and all when nothing was written: only what nobody claimed goes.
    await discardMedia(services.media, image?.keys ?? []);
  }
}

/** The link to preview: the one sent with the post, else the first of its text; none for a share or a preview that is there. */
function linkOf(post: Post): string | undefined {
  if (post.parent_id > 0 || post.link_title !== '' || post.link_image !== '') return undefined;
  const url = post.link_url || firstLink(post.text);
  return url && url.length <= MAX_LINK_LENGTH ? url : undefined;
}

async function pageBehind({ log }: Services, url: string, network: typeof internet): Promise<PageSummary | undefined> {
  try {
    const { body, contentType, finalUrl } = await safeFetch(url, pageLimits, network);
    return pageSummary(decodePage(body, contentType), finalUrl);
  } catch (error) {
    if (!(error instanceof UnsafeUrl)) throw error;
    log.debug({ reason: error.reason }, 'a link has no preview');
    return undefined;
  }
}

/** A stored picture of our own, made anew like every upload; none where there is none to be had. */
async function copiedImage(
  { media, log }: Services,
  { url, ownerId }: { url: string; ownerId: number },
  network: typeof internet,
) {
  if (url === '') return undefined;
  const path = await newTemporaryPath(media.config.temporaryDirectory);
  try {
    const { sizeBytes, contentType } = await safeDownload(url, { ...imageLimits, path }, network);
    const upload = { fieldname: 'link_image', originalname: 'link-image', mimetype: contentType, path, size: sizeBytes };
    return await storeImage(media, upload, { kind: 'image', ownerId });
  } catch (error) {
    if (!(error instanceof UnsafeUrl || error instanceof MediaRefusal)) throw error;
    log.debug({ reason: error.reason }, 'a link preview has no picture');
    return undefined;
  }
}
