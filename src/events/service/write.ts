import type { ViewerContext } from '../../context.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { storeImage } from '../../media/image.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { addPost } from '../../posts/service/create.ts';
import type { EventOfSite } from '../hydrate.ts';
import { insertEvent, updateEvent } from '../queries.ts';
import { instantOf } from '../rules/moments.ts';
import { isEventOwner } from '../rules.ts';
import { coverKeys } from './cover.ts';
import { lockEvent, requireVisibleEvent } from './find.ts';
import { purgeEvent } from './purge.ts';

/** The form of an event. Days are `YYYY-MM-DD`, times `HH:MM:SS`, in the owner's timezone. */
export type EventForm = {
  name: string;
  location: string;
  description: string;
  startDate: string;
  startTime: string;
  endDate: string;
  endTime: string;
};

/** A form of the `events` endpoint: absent fields stay unchanged. */
export type EventChanges = { [Name in keyof EventForm]?: EventForm[Name] | undefined };

/**
 * Creates an event and announces it in a post for everyone; the viewer is the owner. Refuses `endBeforeStart`, `unsupported`,
 * `corrupt`, `tooLarge`. Contract §2.16, §1.3 page_event_id.
 */
export async function createEvent(ctx: ViewerContext, form: EventForm, upload: Upload | undefined): Promise<number> {
  const { timezone } = ctx.viewer;
  const row = { ...columnsOf(form, timezone), timezone, owner_id: ctx.viewer.id, created_at: ctx.now };
  return withCover(ctx, upload, (cover) =>
    ctx.write(async (tx) => {
      const id = await insertEvent(tx, { ...row, cover: cover?.key ?? '' });
      await claimMedia(tx, cover?.keys ?? []);
      const post = { author_id: ctx.viewer.id, page_event_id: id, text: '', created_at: ctx.now };
      await updateEvent(tx, id, { post_id: await addPost(ctx, tx, { row: post }) });
      return id;
    }),
  );
}

/**
 * Applies the form to an event, in the timezone it was created in. Refuses `eventNotFound`, `notOwner`, `endBeforeStart`,
 * `unsupported`, `corrupt`, `tooLarge`. Contract-beyond: events.
 */
export async function changeEvent(
  ctx: ViewerContext,
  eventId: number,
  { form, upload }: { form: EventChanges; upload: Upload | undefined },
): Promise<void> {
  await requireOwn(ctx, eventId);
  await withCover(ctx, upload, (cover) =>
    ctx.write(async (tx) => {
      const { event, maps } = await lockEvent(ctx, tx, eventId);
      if (!isEventOwner(eventId, maps)) throw new Refusal('notOwner');
      await updateEvent(tx, eventId, {
        ...columnsOf(changed(event, form), event.timezone),
        ...(cover ? { cover: cover.key } : {}),
      });
      await claimMedia(tx, cover?.keys ?? []);
      if (cover) await releaseMedia(tx, coverKeys(event.cover));
    }),
  );
}

/**
 * Deletes an event for everyone; it is purged in the background. Refuses `eventNotFound`, `notOwner`. Contract-beyond: events.
 */
export async function deleteEvent(ctx: ViewerContext, eventId: number): Promise<void> {
  await ctx.write(async (tx) => {
    const { maps } = await lockEvent(ctx, tx, eventId);
    if (!isEventOwner(eventId, maps)) throw new Refusal('notOwner');
    await updateEvent(tx, eventId, { deleted_at: ctx.now });
  });
  ctx.background('purge a deleted event', () => purgeEvent(ctx, eventId));
}

async function requireOwn(ctx: ViewerContext, eventId: number): Promise<void> {
  const maps = await requireVisibleEvent(ctx, eventId);
  if (!isEventOwner(eventId, maps)) throw new Refusal('notOwner');
}

type Cover = { key: string; keys: string[] };

/** Runs `work` with a stored cover, and removes the cover when it fails. */
async function withCover<Result>(
  ctx: ViewerContext,
  upload: Upload | undefined,
  work: (cover: Cover | undefined) => Promise<Result>,
): Promise<Result> {
  const cover = upload && (await storeImage(ctx.media, upload, { kind: 'cover', ownerId: ctx.viewer.id }));
  try {
    return await work(cover);
  } catch (error) {
    await discardMedia(ctx.media, cover?.keys ?? []);
    throw error;
  }
}

function changed(event: EventOfSite, form: EventChanges): EventForm {
  return {
    name: form.name ?? event.name,
    location: form.location ?? event.location,
    description: form.description ?? event.description,
    startDate: form.startDate ?? event.start_date,
    startTime: form.startTime ?? event.start_time,
    endDate: form.endDate ?? event.end_date,
    endTime: form.endTime ?? event.end_time,
  };
}

function columnsOf(form: EventForm, timezone: string) {
  const startsAt = instantOf({ date: form.startDate, time: form.startTime }, timezone);
  const endsAt = instantOf({ date: form.endDate, time: form.endTime }, timezone);
  if (endsAt < startsAt) throw new Refusal('endBeforeStart');
  return {
    name: form.name,
    location: form.location,
    description: form.description,
    start_date: form.startDate,
    start_time: form.startTime,
    end_date: form.endDate,
    end_time: form.endTime,
    starts_at: startsAt,
    ends_at: endsAt,
  };
}
