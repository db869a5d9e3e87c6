import { duplicateKey } from '../../database/duplicate-key.ts';
import type { Tx, Write } from '../../database/write.ts';
import {
  deleteCountry,
  deleteCurrency,
  deleteGenre,
  insertCountry,
  insertCurrency,
  insertGenre,
  lockCurrencies,
  updateCountry,
  updateCurrency,
  updateGenre,
} from '../queries.ts';
import { OTHER_GENRE } from '../rules.ts';

const NAME_LENGTH = 100;
const SYMBOL_LENGTH = 8;

/** Adds a genre of movies: apps send, and movies store, `word`. Throws an Error in words for the admin. */
export async function addGenre(write: Write, { word, name }: { word: string; name: string }): Promise<void> {
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(word)) throw new Error('the word of a genre is 1 to 32 small letters, digits, - and _');
  const row = { word, name: nameOf('genre', name) };
  await write((tx) => unlessTaken(`there is a genre ${word} already`, insertGenre(tx, row)));
}

/** Renames a genre; its word stays. Throws an Error in words for the admin. */
export async function renameGenre(write: Write, word: string, name: string): Promise<void> {
  const wanted = nameOf('genre', name);
  await write((tx) => orMissing(`there is no genre ${word}`, updateGenre(tx, word, wanted)));
}

/** Removes a genre; the caller moves its movies. Gives whether it existed. Throws an Error in words for the admin. */
export async function removeGenre(write: Write, word: string): Promise<boolean> {
  if (word === OTHER_GENRE) throw new Error(`the genre ${word} stays: movies of a removed genre go there. It can be renamed`);
  return write((tx) => deleteGenre(tx, word));
}

/** Adds a country, with the id it had elsewhere or the next one; gives its id. Throws an Error in words for the admin. */
export async function addCountry(write: Write, name: string, id?: number): Promise<number> {
  const wanted = nameOf('country', name);
  const taken =
    id === undefined ? `there is a country named ${wanted} already` : `there is a country ${id} or one named ${wanted}`;
  return write((tx) => unlessTaken(taken, insertCountry(tx, { id, name: wanted })));
}

/** Renames a country. Throws an Error in words for the admin. */
export async function renameCountry(write: Write, id: number, name: string): Promise<void> {
  const wanted = nameOf('country', name);
  const missing = `there is no country ${id}`;
  await write((tx) =>
    orMissing(missing, unlessTaken(`there is a country named ${wanted} already`, updateCountry(tx, id, wanted))),
  );
}

/** Removes a country; the caller updates its users. Gives whether it existed. */
export async function removeCountry(write: Write, id: number): Promise<boolean> {
  return write((tx) => deleteCountry(tx, id));
}

/** Adds a currency at the end: apps send the index in the list. Throws an Error in words for the admin. */
export async function addCurrency(write: Write, { code, symbol }: { code: string; symbol: string }): Promise<void> {
  if (!/^[A-Z]{3}$/.test(code)) throw new Error('the code of a currency is three capital letters, as EUR');
  const row = { code, symbol: symbolOf(symbol) };
  await write((tx) => unlessTaken(`there is a currency ${code} already`, insertCurrency(tx, row)));
}

/** Changes the symbol of a currency. Throws an Error in words for the admin. */
export async function changeCurrency(write: Write, code: string, symbol: string): Promise<void> {
  const wanted = symbolOf(symbol);
  await write((tx) => orMissing(`there is no currency ${code}`, updateCurrency(tx, code, wanted)));
}

/** Removes a currency, but not the last one. Throws an Error in words for the admin. */
export async function removeCurrency(write: Write, code: string): Promise<void> {
  await write(async (tx: Tx) => {
    const codes = await lockCurrencies(tx);
    if (codes.length === 1 && codes.includes(code)) throw new Error('the last currency stays: prices need one');
    await orMissing(`there is no currency ${code}`, deleteCurrency(tx, code));
  });
}

function nameOf(what: 'genre' | 'country', name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new Error(`a ${what} needs a name`);
  if ([...trimmed].length > NAME_LENGTH) throw new Error(`the name of a ${what} is at most ${NAME_LENGTH} characters long`);
  return trimmed;
}

function symbolOf(symbol: string): string {
  const trimmed = symbol.trim();
  const length = [...trimmed].length;
  if (length === 0 || length > SYMBOL_LENGTH) throw new Error(`the symbol of a currency is 1 to ${SYMBOL_LENGTH} characters`);
  return trimmed;
}

async function unlessTaken<Result>(words: string, statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    if (duplicateKey(error) === undefined) throw error;
    throw new Error(words, { cause: error });
  }
}

async function orMissing(words: string, statement: Promise<boolean>): Promise<void> {
  if (!(await statement)) throw new Error(words);
}
