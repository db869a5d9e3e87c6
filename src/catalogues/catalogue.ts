// Lists that are the same on every site. Those that differ by site are tables: see `queries.ts`.

/** Reactions by the number that apps send and rows store. */
export const REACTIONS = new Map([
  [1, 'Like'],
  [2, 'Love'],
  [3, 'HaHa'],
  [4, 'Wow'],
  [5, 'Sad'],
  [6, 'Angry'],
] as const);

/** Family relations, by the number of `family` in get-site-settings. */
export const FAMILY = new Map(
  [
    'Mother',
    'Father',
    'Daughter',
    'Son',
    'Sister',
    'Brother',
    'Aunt',
    'Uncle',
    'Niece',
    'Nephew',
    'Cousin (female)',
    'Cousin (male)',
    'Grandmother',
    'Grandfather',
    'Granddaughter',
    'Grandson',
    'Stepsister',
    'Stepbrother',
    'Stepmother',
    'Stepfather',
  ].map((name, index) => [index + 1, name] as const),
);

/** The two colours of a coloured post, by its number; 0 is none. */
export const POST_COLORS: ReadonlyMap<number, readonly [string, string]> = new Map([
  [1, ['#ff00f7', '#ff0000']],
  [2, ['#0ea8f2', '#0e71ea']],
  [3, ['#f2812b', '#c9605e']],
  [4, ['#01a5a5', '#2b87ce']],
  [5, ['#a085e2', '#5462a5']],
]);

/** The keys are the values of `users.gender`. */
export const GENDERS: ReadonlyMap<string, string> = new Map([
  ['male', 'Male'],
  ['female', 'Female'],
]);

/** `users.relationship_id`, contract §1.1; 0 is none. */
export const RELATIONSHIPS = new Map([
  [1, 'Single'],
  [2, 'In a relationship'],
  [3, 'Married'],
  [4, 'Engaged'],
] as const);
