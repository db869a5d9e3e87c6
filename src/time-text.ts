/** `5 m`, `2 hrs`, `3 d`: how long ago something was, as apps show it beside posts and people. Contract §1.3. */
export function timeAgo(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? '1 hr' : `${hours} hrs`;
  const days = Math.floor(hours / 24);
  if (days < 7) return `${days} d`;
  if (days < 365) return `${Math.floor(days / 7)} w`;
  return `${Math.floor(days / 365)} y`;
}

/** Unix seconds as text, `'0'` for never: times on the wire. */
export function unixSeconds(time: Date | null | undefined): string {
  return time ? String(Math.floor(time.getTime() / 1000)) : '0';
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `24 minutes ago`, as it stands below a notification. Contract §1.15 time_text_string. */
export function timeAgoInWords(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - then.getTime()) / 1000));
  const [unit, unitSeconds] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const);
  const count = Math.floor(seconds / unitSeconds);
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

const DAY_MS = 86_400_000;

// Creating one costs far more than using it; there are a few hundred timezones.
const clocks = new Map<string, Intl.DateTimeFormat>();

/** `14:13` within a day, `02.28.26` before, in the viewer's timezone. Contract §1.11 and §1.15 time_text. */
export function clockOrDate(then: Date, now: Date, timezone: string): string {
  let clock = clocks.get(timezone);
  if (!clock) {
    const digits = { year: '2-digit', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, ...digits });
    clocks.set(timezone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(then).map(({ type, value }) => [type, value]));
  if (now.getTime() - then.getTime() < DAY_MS) return `${parts.hour}:${parts.minute}`;
  return `${parts.month}.${parts.day}.${parts.year}`;
}
