import { z } from 'zod';
import { commentReactors } from '../../comments/service/reactors.ts';
import type { ViewerContext } from '../../context.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { clamped, form, id, offset, text } from '../../http/form.ts';
import type { ReactionPart, Reactors } from '../../reactions/service/reactors.ts';
import { storyReactors } from '../../stories/service/reactors.ts';
import { presentMarker } from '../present.ts';
import { reactors } from '../service/reactors.ts';
import { PostMarkerData } from '../wire.ts';

const IDS = ['1', '2', '3', '4', '5', '6'] as const;

const noType = [4, 'type can not be empty'] as const;

/** "1,2,…": the reactions asked for, others skipped. */
const reactionList = () =>
  text(100)
    .transform((list) => IDS.filter((one) => list.split(',').some((word) => word.trim() === one)))
    .refine((ids) => ids.length > 0, 'missing');

const reactionsInput = form({
  type: z.enum(['post', 'comment', 'reply', 'story'], 'noType'),
  id: id(),
  reaction: reactionList(),
  limit: clamped(20, 50),
  '1_offset': offset(),
  '2_offset': offset(),
  '3_offset': offset(),
  '4_offset': offset(),
  '5_offset': offset(),
  '6_offset': offset(),
});

type Input = z.output<typeof reactionsInput>;
type Part = { parts: ReactionPart[]; limit: number };

/** Whose reactions each `type` lists. */
const sources: Record<Input['type'], (ctx: ViewerContext, id: number, part: Part) => Promise<Reactors>> = {
  post: reactors,
  comment: (ctx, id, part) => commentReactors(ctx, { id, kind: 'comment' }, part),
  reply: (ctx, id, part) => commentReactors(ctx, { id, kind: 'reply' }, part),
  story: storyReactors,
};

/** A list of people for each reaction asked for. */
const ReactorsByReaction = z.object({
  // fromEntries forgets the names
  ...(Object.fromEntries(IDS.map((one) => [one, z.array(PostMarkerData).optional()])) as Record<
    (typeof IDS)[number],
    z.ZodOptional<z.ZodArray<typeof PostMarkerData>>
  >),
});

const notFound = [7, 'Not found'] as const;

export const getReactions = defineEndpoint({
  name: 'get-reactions',
  summary: 'Who reacted to a post, comment, reply or story, by reaction, newest first',
  access: 'user',
  limit: 'read',
  input: reactionsInput,
  answer: z.object({ data: ReactorsByReaction }),
  errors: {
    noType,
    'type.missing': noType,
    'id.missing': [5, 'id can not be empty'],
    'reaction.missing': [6, 'reaction can not be empty'],
    'reaction.tooLong': [6, 'reaction can not be empty'],
    'reaction.invalid': [6, 'reaction can not be empty'],
    missing: noType,
    invalid: notFound,
    postNotFound: notFound,
    commentNotFound: notFound,
    replyNotFound: notFound,
    storyNotFound: notFound,
  },
  async handle({ ctx, input }) {
    const parts = input.reaction.map((one) => ({ reaction: Number(one), offset: input[`${one}_offset`] }));
    const { reactors: found, maps } = await sources[input.type](ctx, input.id, { parts, limit: input.limit });
    const byReaction = Map.groupBy(found, ({ reaction }) => String(reaction));
    const listOf = (one: string) => (byReaction.get(one) ?? []).map((reactor) => presentMarker(reactor, maps, ctx));
    return { data: Object.fromEntries(input.reaction.map((one) => [one, listOf(one)])) };
  },
});
