const EARLIEST_YEAR = 1970;
const LATEST_YEAR = 2999;

/**
 * The day in a text as `YYYY-MM-DD`, undefined for an invalid one (2026-02-30). Apps write YYYY-MM-DD, YYYYMMDD, YYYY/MM/DD and
 * DD-MM-YYYY, with one or two digits; a time after it, as in `2027-03-01T00:00:00.000Z`, is ignored. Contract §2.16.
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
  // 30 February would become a day in March
  if (time.getUTCMonth() !== m - 1 || time.getUTCDate() !== d || y < EARLIEST_YEAR || y > LATEST_YEAR) return undefined;
  return time.toISOString().slice(0, 10);
}

/** The time of day in a text as `HH:MM:SS`, undefined for an invalid one (24:00). Accepts HH:MM and HH:MM:SS. */
export function clockOf(text: string): string | undefined {
  const parts = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3] ?? '0'].map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return [hours, minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A local day and time of day. */
export type Moment = { date: string; time: string };

/**
 * The instant of a local time in a timezone. When clocks go back, the first of the two is meant; when they go forward, the
 * skipped hour counts as the next one.
 */
export function instantOf({ date, time }: Moment, timezone: string): Date {
  const shown = Date.parse(`${date}T${time}Z`);
  const early = shown - offsetAt(shown - DAY_MS, timezone);
  const late = shown - offsetAt(shown + DAY_MS, timezone);
  const fits = (instant: number) => instant + offsetAt(instant, timezone) === shown;
  return new Date(fits(early) || !fits(late) ? early : late);
}

const DAY_MS = 86_400_000;

// Creating one costs far more than using it; there are a few hundred timezones.
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The offset of a timezone from UTC at an instant, in milliseconds. */
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
