import { z } from 'zod';
import type { ViewerContext } from '../../../context.ts';
import { presentProduct } from '../../../market/present.ts';
import { isSafeKey } from '../../../media/store.ts';
import type { PostMaps } from '../../../posts/hydrate.ts';
import type { BarePost, OriginalPost } from '../../../posts/wire.ts';
import { mediaUrl } from '../../../users/present.ts';
import { eventAddress, pathOf } from '../../shell/addresses.ts';
import { eventDay } from '../../shell/event-day.ts';
import { nativeLightbox, nativeMap, nativeUrl } from '../../shell/native.ts';
import { fill, type Strings } from '../../shell/strings.ts';

export type Photo = { src: string; full: string; alt: string; native: string };

/** The attachments of a post; undefined for those it does not have. */
export type Attachments = {
  photos: Photo[];
  video: { src: string; poster: string | undefined } | undefined;
  audio: string | undefined;
  file: { href: string; name: string } | undefined;
  sticker: { href: string; native: string } | undefined;
  link: { href: string; host: string; title: string; description: string; image: string | undefined; native: string } | undefined;
  map: { name: string; href: string; native: string } | undefined;
  poll: Poll | undefined;
  product: Product | undefined;
  event: Event | undefined;
  article: Article | undefined;
};

export type Poll = {
  options: { id: string; text: string; percent: number; votes: number; isMine: boolean }[];
  votes: number;
  hasVoted: boolean;
};
type Product = { name: string; price: string; location: string; isSold: boolean };
type Event = { href: string; name: string; location: string; cover: string; day: string };
type Article = { href: string; title: string; description: string; image: string | undefined };

type Data = BarePost | OriginalPost;
type Sources = { maps: PostMaps; author: string; text: Strings };

export function attachmentsOf(ctx: ViewerContext, data: Data, sources: Sources): Attachments {
  return {
    photos: photosOf(ctx, data, sources),
    ...filesOf(ctx, data),
    sticker: stickerOf(data),
    link: linkOf(ctx, data, sources),
    map: data.postMap === '' ? undefined : mapOf(data.postMap),
    poll: pollOf(data),
    product: productOf(ctx, data, sources),
    event: eventOf(ctx, data, sources),
    article: articleOf(ctx, data),
  };
}

const IMAGE = /_(image|avatar|cover)[^/]*$/;

function photosOf(ctx: ViewerContext, data: Data, { maps, author, text }: Sources): Photo[] {
  const single = IMAGE.test(data.postFile) ? [{ image: data.postFile, image_org: data.postFile }] : [];
  const ofProduct = Number(data.product_id) > 0 ? (productData(ctx, data, maps)?.images ?? []) : [];
  const photos = [...(data.photo_multi ?? data.photo_album), ...single, ...ofProduct];
  return photos.map(({ image, image_org: small }, index) => ({
    // three or more are shown small, side by side
    src: pathOf(photos.length > 2 ? small : image, ctx.config),
    full: pathOf(image, ctx.config),
    alt:
      photos.length === 1
        ? fill(text.post.onePhoto, { name: author })
        : fill(text.post.photo, { number: index + 1, count: photos.length, name: author }),
    native: nativeLightbox(image),
  }));
}

function filesOf(ctx: ViewerContext, data: Data): Pick<Attachments, 'video' | 'audio' | 'file'> {
  const path = pathOf(data.postFile_full, ctx.config);
  const isKind = (marker: string) => path.includes(marker, path.lastIndexOf('/'));
  const poster = data.postFileThumb === '' ? undefined : pathOf(data.postFileThumb, ctx.config);
  return {
    video: isKind('_video') ? { src: path, poster } : undefined,
    audio: isKind('_soundFile') ? path : undefined,
    file: isKind('_file') ? { href: path, name: data.postFileName } : undefined,
  };
}

/** An http(s) address; other schemes could run scripts. */
function webUrl(text: string | null): URL | undefined {
  const url = text ? URL.parse(text) : null;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function stickerOf({ postSticker }: Data): Attachments['sticker'] {
  const url = webUrl(postSticker);
  return url && { href: url.href, native: nativeUrl(url.href) };
}

function linkOf(ctx: ViewerContext, data: Data, { maps }: Sources): Attachments['link'] {
  const url = webUrl(data.postLink);
  if (!url) return undefined;
  const image = maps.posts.get(Number(data.id))?.link_image ?? '';
  return {
    href: url.href,
    host: url.host.replace(/^www\./, ''),
    title: data.postLinkTitle || url.host,
    description: data.postLinkContent,
    // a picture from another server would tell that server who reads the post
    image: isSafeKey(image) ? pathOf(mediaUrl(ctx, image), ctx.config) : undefined,
    native: nativeUrl(url.href),
  };
}

function mapOf(name: string): NonNullable<Attachments['map']> {
  return {
    name,
    href: `https://www.openstreetmap.org/search?query=${encodeURIComponent(name)}`,
    native: nativeMap(name),
  };
}

function pollOf({ options, voted_id: votedId }: Data): Poll | undefined {
  if (options.length === 0) return undefined;
  return {
    options: options.map((option) => ({
      id: option.id,
      text: option.text,
      percent: option.percentage_num,
      votes: Number(option.option_votes),
      isMine: option.id === votedId,
    })),
    votes: options[0]?.all ?? 0,
    hasVoted: votedId !== 0,
  };
}

function productData(ctx: ViewerContext, data: Data, { products }: PostMaps) {
  const id = Number(data.product_id);
  return products.products.has(id) ? presentProduct(id, products, ctx) : undefined;
}

function productOf(ctx: ViewerContext, data: Data, { maps }: Sources): Product | undefined {
  const product = productData(ctx, data, maps);
  if (!product) return undefined;
  const currency = maps.products.currencies[Number(product.currency)] ?? '';
  const { name, location } = product;
  return { name, price: `${product.price_format} ${currency}`.trim(), location: location, isSold: product.status === '1' };
}

function eventOf(ctx: ViewerContext, data: Data, { maps, text }: Sources): Event | undefined {
  const event = maps.containers.eventMaps.events.get(Number(data.event_id) || Number(data.page_event_id));
  if (!event || !maps.containers.events.has(event.id)) return undefined;
  return {
    href: eventAddress(event.id),
    name: event.name,
    location: event.location,
    cover: event.cover ? pathOf(mediaUrl(ctx, event.cover), ctx.config) : '/assets/cover.png',
    day: eventDay(event, text.lang),
  };
}

const BlogFields = z.object({ title: z.string(), description: z.string(), thumbnail: z.string(), url: z.string() });

function articleOf(ctx: ViewerContext, data: Data): Article | undefined {
  const blog = BlogFields.safeParse(data.blog);
  if (!blog.success) return undefined;
  const { title, description, thumbnail, url } = blog.data;
  const image = pathOf(thumbnail, ctx.config);
  return { href: pathOf(url, ctx.config), title, description, image: image.startsWith('/') ? image : undefined };
}
