/** A moment as a page shows it, in the viewer's timezone. */
export type Moment = { iso: string; short: string; full: string };

type Formats = {
  relative: Intl.RelativeTimeFormat;
  day: Intl.DateTimeFormat;
  year: Intl.DateTimeFormat;
  full: Intl.DateTimeFormat;
};

// creating a format costs far more than using it
const cache = new Map<string, Formats>();

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;
const DAYS_RELATIVE = 7;

/** "5 min. ago" within a week, then the date; `full` is the exact time. */
export function momentOf(then: Date, { now, timezone, lang }: { now: Date; timezone: string; lang: string }): Moment {
  const { relative, day, year, full } = formatsOf(lang, timezone);
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
  const count = Math.floor(seconds / size);
  const iso = then.toISOString();
  const exact = full.format(then);
  if (unit === 'second') return { iso, short: relative.format(0, 'second'), full: exact };
  if (unit !== 'day' || count < DAYS_RELATIVE) return { iso, short: relative.format(-count, unit), full: exact };
  const isThisYear = then.getUTCFullYear() === now.getUTCFullYear();
  return { iso, short: (isThisYear ? day : year).format(then), full: exact };
}

function formatsOf(lang: string, timezone: string): Formats {
  const key = `${lang} ${timezone}`;
  const known = cache.get(key);
  if (known) return known;
  const made = {
    relative: new Intl.RelativeTimeFormat(lang, { style: 'short', numeric: 'auto' }),
    day: new Intl.DateTimeFormat(lang, { timeZone: timezone, day: 'numeric', month: 'short' }),
    year: new Intl.DateTimeFormat(lang, { timeZone: timezone, dateStyle: 'medium' }),
    full: new Intl.DateTimeFormat(lang, { timeZone: timezone, dateStyle: 'full', timeStyle: 'short' }),
  };
  cache.set(key, made);
  return made;
}
