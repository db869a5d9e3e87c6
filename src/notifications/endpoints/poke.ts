import { z } from 'zod';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { id, page } from '../../http/form.ts';
import { presentPoke } from '../present/poke.ts';
import { ownPokes, poke, removePoke } from '../service/pokes.ts';
import { PokeItem } from '../wire.ts';

const CreateForm = z.object({ type: z.literal('create'), user_id: id() });
const RemoveForm = z.object({ type: z.literal('remove'), poke_id: id() });
const FetchForm = z.object({ type: z.literal('fetch'), ...page({ limit: 20, max: 50 }) });

const notFound = [6, 'Poke not found'] as const;
const userNotFound = [6, 'Recipient user not found'] as const;

export const pokeEndpoint = defineEndpoint({
  name: 'poke',
  summary: 'Poke a person, remove a poke I sent or got, or fetch the pokes I got, newest first',
  access: 'user',
  limit: 'write',
  input: z.discriminatedUnion('type', [CreateForm, RemoveForm, FetchForm], { error: 'unknownType' }),
  answer: z.object({ message: z.string().optional(), data: z.array(PokeItem).optional() }),
  errors: {
    unknownType: [4, 'type can not be empty'],
    missing: [5, '{field} can not be empty'],
    'poke_id.invalid': notFound,
    pokeNotFound: notFound,
    invalid: userNotFound,
    userNotFound,
    self: [7, 'You can not poke yourself'],
    alreadyPoked: [8, 'You have already poked this user'],
    notAllowed: [9, 'Pokes are turned off on this site'],
  },
  async handle({ ctx, input }) {
    if (input.type === 'create') return create(ctx, input.user_id);
    if (input.type === 'remove') return remove(ctx, input.poke_id);
    return fetchPokes(ctx, input);
  },
});

async function create(ctx: ViewerContext, userId: number) {
  await poke(ctx, userId);
  return { message: 'The user was poked' };
}

async function remove(ctx: ViewerContext, pokeId: number) {
  await removePoke(ctx, pokeId);
  return { message: 'The poke was removed' };
}

async function fetchPokes(ctx: ViewerContext, { limit, offset }: z.output<typeof FetchForm>) {
  const { pokes, maps } = await ownPokes(ctx, { limit, offset });
  return { data: pokes.map((row) => presentPoke(row, maps, ctx)) };
}
