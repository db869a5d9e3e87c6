import type { Ctx, Viewer } from '../context.ts';
import { hydrateUsers, type UserMaps } from '../users/hydrate.ts';
import { type EventOfSite, eventRows, type ResponseKind, responsesOf } from './queries.ts';

export type { EventOfSite, ResponseKind };

/** Events the viewer can see, by id. `events` holds no deleted one. */
export type EventMaps = {
  viewer: Pick<Viewer, 'id'> | undefined;
  events: Map<number, EventOfSite>;
  /** The ones the viewer is going to, and the ones they are interested in. */
  responses: Record<ResponseKind, ReadonlySet<number>>;
  /** The owners. */
  users: UserMaps;
  /** The site's date format, e.g. `m-d-y`. */
  dateStyle: string;
};

export type EventHydrateCtx = Pick<Ctx, 'db' | 'viewer' | 'settings'>;

/** Loads everything that presenting events needs. 5 statements for any number of ids, none for no ids. */
export async function hydrateEvents(ctx: EventHydrateCtx, ids: readonly number[]): Promise<EventMaps> {
  const unique = [...new Set(ids)];
  const [rows, responses] = await Promise.all([
    eventRows(ctx.db, unique),
    ctx.viewer ? responsesOf(ctx.db, ctx.viewer.id, unique) : [],
  ]);
  const users = await hydrateUsers(
    ctx,
    rows.map((row) => row.owner_id),
  );
  const answered = (kind: ResponseKind) => new Set(responses.filter((row) => row.kind === kind).map((row) => row.event_id));
  return {
    viewer: ctx.viewer,
    events: new Map(rows.map((row) => [row.id, row])),
    responses: { going: answered('going'), interested: answered('interested') },
    users,
    dateStyle: ctx.settings.value('date_style'),
  };
}
