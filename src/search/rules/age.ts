/** Whole years between a day (`YYYY-MM-DD`) and now. */
export function ageOf(birthday: string, now: Date): number {
  const [year = 0, month = 1, day = 1] = birthday.split('-').map(Number);
  const hadBirthday = now.getUTCMonth() + 1 > month || (now.getUTCMonth() + 1 === month && now.getUTCDate() >= day);
  return now.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}

/** The latest birthday of a person of at least this age: today, that many years ago. */
export function birthdayAtAge(years: number, now: Date): string {
  const year = now.getUTCFullYear() - years;
  const today = now.toISOString().slice(5, 10);
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  // Servers refuse to compare with a day that does not exist.
  return `${year}-${today === '02-29' && !isLeap ? '02-28' : today}`;
}
