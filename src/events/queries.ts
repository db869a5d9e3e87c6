import type { Knex } from 'knex';
import type { Tx } from '../database/write.ts';
import { withoutBlocked } from '../graph/without-blocked.ts';

export type ResponseKind = 'going' | 'interested';

export type EventRow = {
  id: number;
  owner_id: number;
  /** The post that announced it; 0 for none. */
  post_id: number;
  name: string;
  location: string;
  description: string;
  cover: string;
  /** `YYYY-MM-DD` and `HH:MM:SS`, in the owner's timezone. */
  start_date: string;
  start_time: string;
  end_date: string;
  end_time: string;
  timezone: string;
  starts_at: Date;
  ends_at: Date;
  going_count: number;
  interested_count: number;
  created_at: Date;
  deleted_at: Date | null;
};

export type ResponseRow = { id: number; event_id: number; user_id: number; kind: ResponseKind; created_at: Date };

declare module 'knex/types/tables.js' {
  interface Tables {
    events: EventRow;
    event_responses: ResponseRow;
  }
}

export type EventOfSite = Omit<EventRow, 'deleted_at'>;

/** The rows of the events that are not deleted. */
export async function eventRows(db: Knex, ids: readonly number[]): Promise<EventOfSite[]> {
  if (ids.length === 0) return [];
  return db('events').select('*').whereIn('id', ids).whereNull('deleted_at');
}

/** A user's responses to events. */
export async function responsesOf(
  db: Knex,
  userId: number,
  eventIds: readonly number[],
): Promise<Pick<ResponseRow, 'event_id' | 'kind'>[]> {
  if (eventIds.length === 0) return [];
  return db('event_responses').select('event_id', 'kind').where({ user_id: userId }).whereIn('event_id', eventIds);
}

/** A page of a list: at most `limit` items after the one with id `offset`. */
export type ListPart = { limit: number; offset?: number | undefined };

export type EventList = 'upcoming' | 'past' | 'own' | ResponseKind;

type Asked = ListPart & { viewerId: number; now: Date };

/** Ids of the events of one of the viewer's lists, newest first. 1 statement. */
export async function eventIds(db: Knex, list: EventList, { viewerId, now, limit, offset }: Asked): Promise<number[]> {
  const id = list === 'going' || list === 'interested' ? 'mine.event_id' : 'events.id';
  const query = walk(db, list, viewerId).whereNull('events.deleted_at').orderBy(id, 'desc').limit(limit);
  if (offset !== undefined) query.where(id, '<', offset);
  if (list === 'own') return query.where('events.owner_id', viewerId).pluck('events.id');
  if (list === 'upcoming') withoutResponses(query.where('events.ends_at', '>=', now), viewerId);
  if (list === 'past') query.where('events.ends_at', '<', now);
  // one lookup an event: asked for inactive users, the servers would collect all of them
  query.joinRaw('STRAIGHT_JOIN users FORCE INDEX (PRIMARY) ON users.id = events.owner_id').where('users.state', 'active');
  return withoutBlocked(query, viewerId, 'events.owner_id').pluck('events.id');
}

/** The index that gives a list in its order. Without the hint the servers intersect indexes and sort. */
function walk(db: Knex, list: EventList, viewerId: number): Knex.QueryBuilder {
  if (list === 'own') return db.from(db.raw('events FORCE INDEX (events_owner_index)'));
  // a few later events are sorted; of many, the newest are found first
  if (list === 'upcoming') return db.from(db.raw('events USE INDEX (PRIMARY, events_ends_at_index)'));
  if (list === 'past') return db.from(db.raw('events FORCE INDEX (PRIMARY)'));
  return db('event_responses as mine')
    .where({ 'mine.user_id': viewerId, 'mine.kind': list })
    .joinRaw('STRAIGHT_JOIN events ON events.id = mine.event_id');
}

function withoutResponses(query: Knex.QueryBuilder, viewerId: number): void {
  query.whereNotExists((mine) => {
    mine
      .select('mine.id')
      .from('event_responses as mine')
      .where('mine.user_id', viewerId)
      .whereIn('mine.kind', ['going', 'interested'])
      .whereRaw('mine.event_id = events.id');
  });
}

export async function lockEventRows(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx('events').select('id').whereIn('id', ids).orderBy('id').forUpdate();
}

export type NewEvent = Omit<EventRow, 'id' | 'post_id' | 'going_count' | 'interested_count' | 'deleted_at'>;

export async function insertEvent(tx: Tx, row: NewEvent): Promise<number> {
  const [id] = await tx('events').insert(row);
  if (id === undefined) throw new Error('the new event has no id');
  return id;
}

export async function updateEvent(tx: Tx, id: number, changes: Partial<Omit<EventRow, 'id'>>): Promise<void> {
  if (Object.keys(changes).length > 0) await tx('events').where({ id }).update(changes);
}

export async function addToEventCounter(tx: Tx, id: number, kind: ResponseKind, change: number): Promise<void> {
  const counter = `${kind}_count`;
  const sum = change > 0 ? tx.raw('?? + ?', [counter, change]) : tx.raw('GREATEST(??, ?) - ?', [counter, -change, -change]);
  await tx('events')
    .where({ id })
    .update({ [counter]: sum });
}

export async function insertResponse(tx: Tx, row: Omit<ResponseRow, 'id'>): Promise<void> {
  await tx('event_responses').insert(row);
}

export async function deleteResponse(tx: Tx, where: Pick<ResponseRow, 'event_id' | 'user_id' | 'kind'>): Promise<number> {
  return tx('event_responses').where(where).delete();
}

/** Up to `limit` responses of a user. */
export async function responsesOfUser(
  db: Knex,
  userId: number,
  limit: number,
): Promise<Pick<ResponseRow, 'event_id' | 'user_id' | 'kind'>[]> {
  return db('event_responses').select('event_id', 'user_id', 'kind').where({ user_id: userId }).orderBy('id').limit(limit);
}

/** Deletes at most `limit` responses to a deleted event, whose counters no longer matter. Gives how many. */
export async function deleteResponsesTo(tx: Tx, eventId: number, limit: number): Promise<number> {
  return tx('event_responses').where({ event_id: eventId }).limit(limit).delete();
}

/** Ids of deleted events whose rows still exist. */
export async function deletedEventIds(db: Knex, limit: number): Promise<number[]> {
  return db('events').whereNotNull('deleted_at').orderBy('id').limit(limit).pluck('id');
}

/** Marks at most `limit` events of a user as deleted. Gives how many. */
export async function markEventsDeleted(tx: Tx, ownerId: number, limit: number): Promise<number> {
  return tx('events').where({ owner_id: ownerId }).whereNull('deleted_at').limit(limit).update({ deleted_at: new Date() });
}

/** The post that announced an event, 0 for none. */
export async function announcementOf(db: Knex, id: number): Promise<number> {
  return (await db('events').where({ id }).first('post_id'))?.post_id ?? 0;
}

/** Deletes the row of an event. Gives the key of its cover; undefined when it was deleted already. */
export async function deleteEventRow(tx: Tx, id: number): Promise<string | undefined> {
  const row = await tx('events').where({ id }).forUpdate().first('cover');
  if (row) await tx('events').where({ id }).delete();
  return row?.cover;
}
