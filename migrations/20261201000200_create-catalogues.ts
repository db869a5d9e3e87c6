import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

const INTERESTS = [
  'Other',
  'Cars and Vehicles',
  'Comedy',
  'Economics and Trade',
  'Education',
  'Entertainment',
  'Movies & Animation',
  'Gaming',
  'History and Facts',
  'Live Style',
  'Natural',
  'News and Politics',
  'People and Nations',
  'Pets and Animals',
  'Places and Regions',
  'Science and Technology',
  'Sport',
  'Travel and Events',
];

// Apps know the positions in these lists as ids, from 1 in each kind; 1 is the category of what has no other.
const CATEGORIES: Record<string, readonly string[]> = {
  page: INTERESTS,
  group: INTERESTS,
  blog: INTERESTS,
  product: [
    'Other',
    'Autos & Vehicles',
    'Baby & Children’s Products',
    'Beauty Products & Services',
    'Computers & Peripherals',
    'Consumer Electronics',
    'Dating Services',
    'Financial Services',
    'Gifts & Occasions',
    'Home & Garden',
  ],
  job: [
    'Other',
    'Admin & Office',
    'Art & Design',
    'Business Operations',
    'Cleaning & Facilities',
    'Community & Social Services',
    'Computer & Data',
    'Construction & Mining',
    'Education',
    'Farming & Forestry',
    'Healthcare',
    'Installation, Maintenance & Repair',
    'Legal',
    'Management',
    'Manufacturing',
    'Media & Communication',
    'Personal Care',
    'Protective Services',
    'Restaurant & Hospitality',
    'Retail & Sales',
    'Science & Engineering',
    'Sports & Entertainment',
    'Transportation',
  ],
};

const KINDS = ['page', 'group', 'blog', 'product', 'job'];

const CURRENCIES: Record<string, string> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  TRY: '₺',
  RUB: '₽',
  PLN: 'zł',
  ILS: '₪',
  BRL: 'R$',
  INR: '₹',
};

const GENRES = [
  ...['action', 'comedy', 'drama', 'horror', 'mythological', 'war', 'adventure', 'family', 'sport', 'animation', 'crime'],
  ...['fantasy', 'musical', 'romance', 'thriller', 'history', 'other'],
];

// Apps have a list of their own and send the position in it, from 1: the ids. Later countries are at the end.
const COUNTRIES = [
  'United States',
  'Canada',
  'Afghanistan',
  'Albania',
  'Algeria',
  'American Samoa',
  'Andorra',
  'Angola',
  'Anguilla',
  'Antarctica',
  'Antigua and Barbuda',
  'Argentina',
  'Armenia',
  'Aruba',
  'Australia',
  'Austria',
  'Azerbaijan',
  'Bahamas',
  'Bahrain',
  'Bangladesh',
  'Barbados',
  'Belarus',
  'Belgium',
  'Belize',
  'Benin',
  'Bermuda',
  'Bhutan',
  'Bolivia',
  'Bosnia and Herzegovina',
  'Botswana',
  'Bouvet Island',
  'Brazil',
  'British Indian Ocean Territory',
  'Brunei',
  'Bulgaria',
  'Burkina Faso',
  'Burundi',
  'Cambodia',
  'Cameroon',
  'Cape Verde',
  'Cayman Islands',
  'Central African Republic',
  'Chad',
  'Chile',
  'China',
  'Christmas Island',
  'Cocos (Keeling) Islands',
  'Colombia',
  'Comoros',
  'Congo',
  'Cook Islands',
  'Costa Rica',
  'Croatia',
  'Cuba',
  'Cyprus',
  'Czechia',
  'Denmark',
  'Djibouti',
  'Dominica',
  'Dominican Republic',
  'East Timor',
  'Ecuador',
  'Egypt',
  'El Salvador',
  'Equatorial Guinea',
  'Eritrea',
  'Estonia',
  'Ethiopia',
  'Falkland Islands',
  'Faroe Islands',
  'Fiji',
  'Finland',
  'France',
  'France, Metropolitan',
  'French Guiana',
  'French Polynesia',
  'French Southern Territories',
  'Gabon',
  'Gambia',
  'Georgia',
  'Germany',
  'Ghana',
  'Gibraltar',
  'Greece',
  'Greenland',
  'Grenada',
  'Guadeloupe',
  'Guam',
  'Guatemala',
  'Guinea',
  'Guinea-Bissau',
  'Guyana',
  'Haiti',
  'Heard and McDonald Islands',
  'Honduras',
  'Hong Kong',
  'Hungary',
  'Iceland',
  'India',
  'Indonesia',
  'Iran',
  'Iraq',
  'Ireland',
  'Israel',
  'Italy',
  'Ivory Coast',
  'Jamaica',
  'Japan',
  'Jordan',
  'Kazakhstan',
  'Kenya',
  'Kiribati',
  'North Korea',
  'South Korea',
  'Kuwait',
  'Kyrgyzstan',
  'Laos',
  'Latvia',
  'Lebanon',
  'Lesotho',
  'Liberia',
  'Libya',
  'Liechtenstein',
  'Lithuania',
  'Luxembourg',
  'Macau',
  'North Macedonia',
  'Madagascar',
  'Malawi',
  'Malaysia',
  'Maldives',
  'Mali',
  'Malta',
  'Marshall Islands',
  'Martinique',
  'Mauritania',
  'Mauritius',
  'Mayotte',
  'Mexico',
  'Micronesia',
  'Moldova',
  'Monaco',
  'Mongolia',
  'Montserrat',
  'Morocco',
  'Mozambique',
  'Myanmar',
  'Namibia',
  'Nauru',
  'Nepal',
  'Netherlands',
  'Netherlands Antilles',
  'New Caledonia',
  'New Zealand',
  'Nicaragua',
  'Niger',
  'Nigeria',
  'Niue',
  'Norfolk Island',
  'Northern Mariana Islands',
  'Norway',
  'Oman',
  'Pakistan',
  'Palau',
  'Panama',
  'Papua New Guinea',
  'Paraguay',
  'Peru',
  'Philippines',
  'Pitcairn',
  'Poland',
  'Portugal',
  'Puerto Rico',
  'Qatar',
  'Réunion',
  'Romania',
  'Russia',
  'Rwanda',
  'Saint Kitts and Nevis',
  'Saint Lucia',
  'Saint Vincent and the Grenadines',
  'Samoa',
  'San Marino',
  'São Tomé and Príncipe',
  'Saudi Arabia',
  'Senegal',
  'Seychelles',
  'Sierra Leone',
  'Singapore',
  'Slovakia',
  'Slovenia',
  'Solomon Islands',
  'Somalia',
  'South Africa',
  'South Georgia and the South Sandwich Islands',
  'Spain',
  'Sri Lanka',
  'Saint Helena',
  'Saint Pierre and Miquelon',
  'Sudan',
  'Suriname',
  'Svalbard and Jan Mayen',
  'Eswatini',
  'Sweden',
  'Switzerland',
  'Syria',
  'Taiwan',
  'Tajikistan',
  'Tanzania',
  'Thailand',
  'Togo',
  'Tokelau',
  'Tonga',
  'Trinidad and Tobago',
  'Tunisia',
  'Turkey',
  'Turkmenistan',
  'Turks and Caicos Islands',
  'Tuvalu',
  'Uganda',
  'Ukraine',
  'United Arab Emirates',
  'United Kingdom',
  'United States Minor Outlying Islands',
  'Uruguay',
  'Uzbekistan',
  'Vanuatu',
  'Vatican City',
  'Venezuela',
  'Vietnam',
  'British Virgin Islands',
  'U.S. Virgin Islands',
  'Wallis and Futuna',
  'Western Sahara',
  'Yemen',
  'Yugoslavia',
  'Democratic Republic of the Congo',
  'Zambia',
  'Zimbabwe',
  'Serbia',
  'Montenegro',
  'South Sudan',
  'Kosovo',
  'Palestine',
];

/** The lists that admins change: categories, genres, countries and currencies. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'categories', (table) => {
    table.enum('kind', KINDS).notNullable();
    table.integer('id').unsigned().notNullable();
    table.string('name', 100).notNullable();
    table.primary(['kind', 'id']);
    table.unique(['kind', 'name'], { indexName: 'categories_kind_name_unique' });
  });

  await createTable(knex, 'sub_categories', (table) => {
    table.enum('kind', KINDS).notNullable();
    table.integer('id').unsigned().notNullable();
    table.integer('category_id').unsigned().notNullable();
    table.string('name', 100).notNullable();
    table.primary(['kind', 'id']);
    table.unique(['kind', 'category_id', 'name'], { indexName: 'sub_categories_category_name_unique' });
  });

  // The highest ids given: adding one locks the row of the kind, so no id is given twice.
  await createTable(knex, 'category_counters', (table) => {
    table.enum('kind', KINDS).notNullable().primary();
    for (const name of ['last_category_id', 'last_sub_category_id']) table.integer(name).unsigned().notNullable();
  });

  await createTable(knex, 'currencies', (table) => {
    table.increments('id');
    table.specificType('code', 'CHAR(3) CHARACTER SET ascii').notNullable().unique({ indexName: 'currencies_code_unique' });
    table.string('symbol', 8).notNullable();
  });

  await createTable(knex, 'movie_genres', (table) => {
    table.increments('id');
    // As apps send it, and as in `movies.genre`.
    table.specificType('word', 'VARCHAR(32) CHARACTER SET ascii').notNullable();
    table.string('name', 100).notNullable();
    table.unique(['word'], { indexName: 'movie_genres_word_unique' });
  });

  await createTable(knex, 'countries', (table) => {
    table.increments('id');
    table.string('name', 100).notNullable();
    table.unique(['name'], { indexName: 'countries_name_unique' });
  });

  for (const [kind, names] of Object.entries(CATEGORIES)) {
    await knex<Record<string, unknown>>('categories').insert(names.map((name, index) => ({ kind, id: index + 1, name })));
    await knex<Record<string, unknown>>('category_counters').insert({
      ...{ kind, last_category_id: names.length, last_sub_category_id: 0 },
    });
  }
  await knex('currencies').insert(Object.entries(CURRENCIES).map(([code, symbol]) => ({ code, symbol })));
  await knex<Record<string, unknown>>('movie_genres').insert(
    GENRES.map((word) => ({ word, name: word.charAt(0).toUpperCase() + word.slice(1) })),
  );
  await knex<Record<string, unknown>>('countries').insert(COUNTRIES.map((name, index) => ({ id: index + 1, name })));
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['countries', 'movie_genres', 'currencies', 'category_counters', 'sub_categories', 'categories'])
    await knex.schema.dropTable(table);
}
