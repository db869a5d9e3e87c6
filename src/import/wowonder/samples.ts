import type { SourceRow } from '../core/source.ts';
import type { Sample } from '../core/verify.ts';
import type { Answer, Readers } from '../readers.ts';
import { Fields } from './fields.ts';
import type { IdBases } from './world.ts';

/** Posts, comments, messages and people as the API answers them, against what the source says. */
export function wowonderSamples(readers: Readers, bases: IdBases): Sample[] {
  const sample = sampler(readers);
  return [
    sample({ step: 'users', table: 'users', key: 'user_id', columns: ['user_id', 'joined'] }, async (row) => ({
      answer: await readers.user(row.id('user_id')),
      expected: { ownerId: row.id('user_id'), time: row.number('joined') },
    })),
    sample({ step: 'posts', table: 'posts', key: 'id', columns: ['id', 'user_id', 'time'] }, async (row) => ({
      answer: await readers.post(row.id('id'), row.id('user_id') || 1),
      expected: { ownerId: row.id('user_id'), time: row.number('time') },
      // who speaks for a page may have gone
      isLenient: row.id('user_id') === 0,
    })),
    sample({ step: 'comments', table: 'comments', key: 'id', columns: ['id', 'user_id', 'time'] }, async (row) => ({
      answer: await readers.comment(row.id('id'), row.id('user_id')),
      expected: { ownerId: row.id('user_id'), time: row.number('time') },
    })),
    sample({ step: 'replies', table: 'comment_replies', key: 'id', columns: ['id', 'user_id', 'time'] }, async (row) => ({
      answer: await readers.comment(bases.reply + row.id('id'), row.id('user_id')),
      expected: { ownerId: row.id('user_id'), time: row.number('time') },
    })),
    sample({ step: 'messages', table: 'messages', key: 'id', columns: ['id', 'from_id', 'time'] }, async (row) => ({
      answer: await readers.message(row.id('id'), row.id('from_id')),
      expected: { ownerId: row.id('from_id'), time: row.number('time') },
    })),
  ];
}

type Comparison = { answer: Answer | undefined; expected: Answer; isLenient?: boolean };

const sampler =
  (readers: Readers) =>
  (where: Omit<Sample, 'fault'>, compare: (row: Fields) => Promise<Comparison>): Sample => {
    return {
      ...where,
      async fault(row: SourceRow) {
        const { answer, expected, isLenient } = await compare(new Fields(row));
        if (isLenient) return undefined;
        if (!answer) return (await readers.isActive(expected.ownerId)) ? 'it is not there for who wrote it' : undefined;
        if (answer.ownerId !== expected.ownerId) return `it is by ${answer.ownerId}, not by ${expected.ownerId}`;
        // without a time there it has the one of the import
        if (expected.time > 0 && answer.time !== expected.time) return `its time is ${answer.time}, not ${expected.time}`;
        return undefined;
      },
    };
  };
