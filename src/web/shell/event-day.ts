import type { EventOfSite } from '../../events/hydrate.ts';

/** "Sat, 5 Dec 2026, 18:00": when an event begins, in the local time of its location for every reader. */
export function eventDay(event: Pick<EventOfSite, 'start_date' | 'start_time'>, lang: string): string {
  const start = new Date(`${event.start_date}T${event.start_time}Z`);
  if (Number.isNaN(start.getTime())) return event.start_date;
  return formatOf(lang).format(start);
}

const cache = new Map<string, Intl.DateTimeFormat>();

function formatOf(lang: string): Intl.DateTimeFormat {
  const known = cache.get(lang) ?? new Intl.DateTimeFormat(lang, { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'short' });
  cache.set(lang, known);
  return known;
}
