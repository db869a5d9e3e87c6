import type { EventOfSite } from '../../events/hydrate.ts';

/** "Sat, 5 Dec 2026, 18:00": when an event begins. Its clock is that of where it takes place, whoever reads it. */
export function eventDay(event: Pick<EventOfSite, 'start_date' | 'start_time'>, lang: string): string {
  const start = new Date(`${event.start_date}T${event.start_time}Z`);
  if (Number.isNaN(start.getTime())) return event.start_date;
  return formatOf(lang).format(start);
}

const kept = new Map<string, Intl.DateTimeFormat>();

function formatOf(lang: string): Intl.DateTimeFormat {
  const known = kept.get(lang) ?? new Intl.DateTimeFormat(lang, { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'short' });
  kept.set(lang, known);
  return known;
}
