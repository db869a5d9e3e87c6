/** Whole years between a day (`YYYY-MM-DD`) and now. */
export function ageOf(birthday: string, now: Date): number {
  const [year = 0, month = 1, day = 1] = birthday.split('-').map(Number);
  const hadBirthday = now.getUTCMonth() + 1 > month || (now.getUTCMonth() + 1 === month && now.getUTCDate() >= day);
  return now.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}

/** The latest birthday of somebody of at least this age: today, so many years ago. */
export function birthdayAtAge(years: number, now: Date): string {
  const year = String(Math.max(0, now.getUTCFullYear() - years)).padStart(4, '0');
  return `${year}-${now.toISOString().slice(5, 10)}`;
}
