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
