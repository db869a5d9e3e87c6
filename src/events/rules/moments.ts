const EARLIEST_YEAR = 1970;
const LATEST_YEAR = 2999;

/**
 * The day of a text as `YYYY-MM-DD`, undefined for what is none (2026-02-30). Apps write YYYY-MM-DD, YYYYMMDD, YYYY/MM/DD and
 * DD-MM-YYYY, in one or two digits; a time of day behind it, as in `2027-03-01T00:00:00.000Z`, is let go. Contract §2.16.
 */
export function dayOf(text: string): string | undefined {
  const typed = text.trim().replace(/[T ]\d{1,2}:\d{2}\S*$/, '');
  const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(typed);
  if (yearFirst) return day(yearFirst[1], yearFirst[3], yearFirst[4]);
  const dayFirst = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(typed);
  if (dayFirst) return day(dayFirst[4], dayFirst[3], dayFirst[1]);
  const together = /^(\d{4})(\d{2})(\d{2})$/.exec(typed);
  return together ? day(together[1], together[2], together[3]) : undefined;
}

function day(year = '', month = '', date = ''): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  const time = new Date(Date.UTC(y, m - 1, d));
  // a 30th of February becomes a day of March
  if (time.getUTCMonth() !== m - 1 || time.getUTCDate() !== d || y < EARLIEST_YEAR || y > LATEST_YEAR) return undefined;
  return time.toISOString().slice(0, 10);
}

/** The time of day of a text as `HH:MM:SS`, undefined for what is none (24:00). Takes HH:MM and HH:MM:SS. */
export function clockOf(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3] ?? '0'].map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return [hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A day and a time of day, as read off a wall. */
export type Moment = { date: string; time: string };

/**
 * When a clock of that timezone shows it. Of an hour that a clock shows twice the first is meant; one that it leaves out is
 * taken as the hour after.
 */
export function instantOf({ date, time }: Moment, timezone: string): Date {
  const shown = Date.parse(`${date}T${time}Z`);
  const early = shown - offsetAt(shown - DAY_MS, timezone);
  const late = shown - offsetAt(shown + DAY_MS, timezone);
  const fits = (instant: number) => instant + offsetAt(instant, timezone) === shown;
  return new Date(fits(early) || !fits(late) ? early : late);
}

const DAY_MS = 86_400_000;

// Making one costs far more than using it; there are a few hundred timezones.
const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a timezone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(instant: number, timezone: string): number {
  const clock = clocks.get(timezone) ?? newClock(timezone);
  const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, value]));
  return Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`) - instant;
}

function newClock(timezone: string): Intl.DateTimeFormat {
  const digits = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', ...digits });
  clocks.set(timezone, clock);
  return clock;
}

/** A day `YYYY-MM-DD` in the site's `date_style`, such as `m-d-y`: `11-24-26`. Contract §1.9. */
export function dayInStyle(isoDay: string, style: string): string {
  const [year = '', month = '', date = ''] = isoDay.split('-');
  const parts = new Map([
    ['y', year.slice(-2)],
    ['m', month],
    ['d', date],
  ]);
  return style.replace(/[ymd]/g, (letter) => parts.get(letter) ?? letter);
}
