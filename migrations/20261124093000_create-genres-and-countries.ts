import type { Knex } from 'knex';
import { createTable } from '../src/database/create-table.ts';

const GENRES = [
  ...['action', 'comedy', 'drama', 'horror', 'mythological', 'war', 'adventure', 'family', 'sport', 'animation', 'crime'],
  ...['fantasy', 'musical', 'romance', 'thriller', 'history'],
];

// Apps carry a list of their own and send a place in it, the first being 1: the ids. What came up later stands at the end.
const COUNTRIES = [
  'United States', 'Canada', 'Afghanistan', 'Albania', 'Algeria', 'American Samoa', 'Andorra', 'Angola', 'Anguilla',
  'Antarctica', 'Antigua and Barbuda', 'Argentina', 'Armenia', 'Aruba', 'Australia', 'Austria', 'Azerbaijan', 'Bahamas',
  'Bahrain', 'Bangladesh', 'Barbados', 'Belarus', 'Belgium', 'Belize', 'Benin', 'Bermuda', 'Bhutan', 'Bolivia',
  'Bosnia and Herzegovina', 'Botswana', 'Bouvet Island', 'Brazil', 'British Indian Ocean Territory', 'Brunei', 'Bulgaria',
  'Burkina Faso', 'Burundi', 'Cambodia', 'Cameroon', 'Cape Verde', 'Cayman Islands', 'Central African Republic', 'Chad',
  'Chile', 'China', 'Christmas Island', 'Cocos (Keeling) Islands', 'Colombia', 'Comoros', 'Congo', 'Cook Islands',
  'Costa Rica', 'Croatia', 'Cuba', 'Cyprus', 'Czechia', 'Denmark', 'Djibouti', 'Dominica', 'Dominican Republic', 'East Timor',
  'Ecuador', 'Egypt', 'El Salvador', 'Equatorial Guinea', 'Eritrea', 'Estonia', 'Ethiopia', 'Falkland Islands',
  'Faroe Islands', 'Fiji', 'Finland', 'France', 'France, Metropolitan', 'French Guiana', 'French Polynesia',
  'French Southern Territories', 'Gabon', 'Gambia', 'Georgia', 'Germany', 'Ghana', 'Gibraltar', 'Greece', 'Greenland',
  'Grenada', 'Guadeloupe', 'Guam', 'Guatemala', 'Guinea', 'Guinea-Bissau', 'Guyana', 'Haiti', 'Heard and McDonald Islands',
  'Honduras', 'Hong Kong', 'Hungary', 'Iceland', 'India', 'Indonesia', 'Iran', 'Iraq', 'Ireland', 'Israel', 'Italy',
  'Ivory Coast', 'Jamaica', 'Japan', 'Jordan', 'Kazakhstan', 'Kenya', 'Kiribati', 'North Korea', 'South Korea', 'Kuwait',
  'Kyrgyzstan', 'Laos', 'Latvia', 'Lebanon', 'Lesotho', 'Liberia', 'Libya', 'Liechtenstein', 'Lithuania', 'Luxembourg',
  'Macau', 'North Macedonia', 'Madagascar', 'Malawi', 'Malaysia', 'Maldives', 'Mali', 'Malta', 'Marshall Islands',
  'Martinique', 'Mauritania', 'Mauritius', 'Mayotte', 'Mexico', 'Micronesia', 'Moldova', 'Monaco', 'Mongolia', 'Montserrat',
  'Morocco', 'Mozambique', 'Myanmar', 'Namibia', 'Nauru', 'Nepal', 'Netherlands', 'Netherlands Antilles', 'New Caledonia',
  'New Zealand', 'Nicaragua', 'Niger', 'Nigeria', 'Niue', 'Norfolk Island', 'Northern Mariana Islands', 'Norway', 'Oman',
  'Pakistan', 'Palau', 'Panama', 'Papua New Guinea', 'Paraguay', 'Peru', 'Philippines', 'Pitcairn', 'Poland', 'Portugal',
  'Puerto Rico', 'Qatar', 'Réunion', 'Romania', 'Russia', 'Rwanda', 'Saint Kitts and Nevis', 'Saint Lucia',
  'Saint Vincent and the Grenadines', 'Samoa', 'San Marino', 'São Tomé and Príncipe', 'Saudi Arabia', 'Senegal', 'Seychelles',
  'Sierra Leone', 'Singapore', 'Slovakia', 'Slovenia', 'Solomon Islands', 'Somalia', 'South Africa',
  'South Georgia and the South Sandwich Islands', 'Spain', 'Sri Lanka', 'Saint Helena', 'Saint Pierre and Miquelon', 'Sudan',
  'Suriname', 'Svalbard and Jan Mayen', 'Eswatini', 'Sweden', 'Switzerland', 'Syria', 'Taiwan', 'Tajikistan', 'Tanzania',
  'Thailand', 'Togo', 'Tokelau', 'Tonga', 'Trinidad and Tobago', 'Tunisia', 'Turkey', 'Turkmenistan',
  'Turks and Caicos Islands', 'Tuvalu', 'Uganda', 'Ukraine', 'United Arab Emirates', 'United Kingdom',
  'United States Minor Outlying Islands', 'Uruguay', 'Uzbekistan', 'Vanuatu', 'Vatican City', 'Venezuela', 'Vietnam',
  'British Virgin Islands', 'U.S. Virgin Islands', 'Wallis and Futuna', 'Western Sahara', 'Yemen', 'Yugoslavia',
  'Democratic Republic of the Congo', 'Zambia', 'Zimbabwe', 'Serbia', 'Montenegro', 'South Sudan', 'Kosovo', 'Palestine',
];

/** What movies are sorted into, and where people and movies come from: lists of the site, changed by the command line. */
export async function up(knex: Knex): Promise<void> {
  await createTable(knex, 'movie_genres', (table) => {
    table.increments('id');
    // What apps send and `movies.genre` holds.
    table.specificType('word', 'VARCHAR(32) CHARACTER SET ascii').notNullable();
    table.string('name', 100).notNullable();
    table.unique(['word'], { indexName: 'movie_genres_word_unique' });
  });
  await createTable(knex, 'countries', (table) => {
    table.increments('id');
    table.string('name', 100).notNullable();
    table.unique(['name'], { indexName: 'countries_name_unique' });
  });
  await knex<Record<string, unknown>>('movie_genres').insert(
    GENRES.map((word) => ({ word, name: word.charAt(0).toUpperCase() + word.slice(1) })),
  );
  await knex<Record<string, unknown>>('countries').insert(COUNTRIES.map((name, index) => ({ id: index + 1, name })));
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['countries', 'movie_genres']) await knex.schema.dropTable(table);
}
