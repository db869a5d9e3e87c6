import type { ViewerContext } from '../../context.ts';
import type { TypingStatus } from '../typing.ts';
import { requireWritable } from './send.ts';

/** The viewer starts or stops typing to, or recording for, a person. Refuses `userNotFound`, `notAllowed`. Contract §2.25. */
export async function setTyping(ctx: ViewerContext, userId: number, doing: TypingStatus | undefined): Promise<void> {
  await requireWritable(ctx, userId);
  await ctx.typing.set(ctx.viewer.id, userId, doing);
  await ctx.emit(ctx, 'typingChanged', { fromId: ctx.viewer.id, toId: userId, doing });
}

/** Whether a person is typing or recording for the viewer now, if the site shows it. */
export async function typingStatusOf(ctx: ViewerContext, userId: number): Promise<TypingStatus | undefined> {
  return ctx.settings.isOn('message_typing') ? ctx.typing.of(userId, ctx.viewer.id) : undefined;
}
