import { groupName } from '../chat/endpoints/group-chat.ts';
import {
  addToGroupChat,
  changeGroupChat,
  createGroupChat,
  leaveGroupChat,
  MAX_MEMBERS,
  removeFromGroupChat,
  requireGroupChat,
} from '../chat/service/groups.ts';
import { file, form, textList } from '../http/form.ts';
import { aboutGroupChatAddress, groupChatAddress, MESSAGES } from './addresses.ts';
import { answerForm, inputOf, pathId } from './forms.ts';
import { type GroupChatCard, groupChatCard, type PersonToPick, peopleToPick } from './group-chat-cards.ts';
import { sendPage } from './page.ts';
import type { Visit } from './session.ts';
import { fill, stringsFor } from './strings.ts';
import { type CountMessages, topBar } from './top-bar.ts';

const members = () => textList(MAX_MEMBERS, 20);

export const newGroupForm = form({ name: groupName(), file: file().optional(), members: members().default([]) });
export const groupForm = form({ name: groupName(), file: file().optional() });
export const membersForm = form({ members: members() });

/** The form for a group chat, as it is shown (again). */
export type NewGroupChat = { name: string; people: PersonToPick[]; problem: string | undefined };

/** A group chat's own page. `name` as it stands in the form; `wrong`: what is wrong with one of the forms. */
export type GroupChatPage = { group: GroupChatCard; name: string; wrong: Wrong };
type Wrong = { form?: 'edit' | 'invite'; problem?: string };

export function showNewGroup(countMessages: CountMessages) {
  return (visit: Visit) => sendNewGroup(visit, undefined, countMessages);
}

/** Makes a group chat, invites who was picked, and opens it. */
export function makeGroup(countMessages: CountMessages) {
  return (visit: Visit) =>
    answerForm(visit, {
      problems: stringsFor(visit.req).messages.groups.problems,
      place: 'group-problem',
      async act() {
        const { members: picked, ...rest } = inputOf(visit, newGroupForm);
        return groupChatAddress(await createGroupChat(visit.ctx, { name: rest.name, avatar: rest.file, userIds: idsIn(picked) }));
      },
      again: (problem) => sendNewGroup(visit, problem, countMessages),
    });
}

/** Who is in a group chat; for its owner, what can be changed. Refuses `groupNotFound`. */
export function showGroup(countMessages: CountMessages) {
  return (visit: Visit) => sendGroup(visit, pathId(visit, 'groupNotFound'), {}, countMessages);
}

/** Changes name and picture. Refuses `groupNotFound`, `notOwner`. */
export function changeGroup(countMessages: CountMessages) {
  return change('edit', countMessages, async (visit, id) => {
    const { name, file: avatar } = inputOf(visit, groupForm);
    await changeGroupChat(visit.ctx, id, { name, avatar });
  });
}

/** Invites people. Refuses `groupNotFound`, `notOwner`. */
export function inviteToGroup(countMessages: CountMessages) {
  return change('invite', countMessages, (visit, id) =>
    addToGroupChat(visit.ctx, id, idsIn(inputOf(visit, membersForm).members)),
  );
}

/** Puts somebody out, or takes an invitation back. Refuses `groupNotFound`, `notOwner`. */
export async function removeFromGroup(visit: Visit): Promise<void> {
  const id = pathId(visit, 'groupNotFound');
  await requireGroupChat(visit.ctx, id);
  await removeFromGroupChat(visit.ctx, id, idsIn(inputOf(visit, membersForm).members));
  visit.res.redirect(303, aboutGroupChatAddress(id));
}

/** Refuses `groupNotFound`. */
export async function leaveGroup(visit: Visit): Promise<void> {
  await leaveGroupChat(visit.ctx, pathId(visit, 'groupNotFound'));
  visit.res.redirect(303, MESSAGES);
}

/** One of the owner's forms: back to the group's page, where it says what is wrong. */
function change(
  name: NonNullable<Wrong['form']>,
  countMessages: CountMessages,
  act: (visit: Visit, id: number) => Promise<void>,
) {
  return async (visit: Visit): Promise<void> => {
    const id = pathId(visit, 'groupNotFound');
    // whose group it is not learns nothing of what a form lacks
    await requireGroupChat(visit.ctx, id);
    await answerForm(visit, {
      problems: stringsFor(visit.req).messages.groups.problems,
      place: `${name}-problem`,
      async act() {
        await act(visit, id);
        return aboutGroupChatAddress(id);
      },
      again: (problem) => sendGroup(visit, id, { form: name, problem }, countMessages),
    });
  };
}

async function sendNewGroup(visit: Visit, problem: string | undefined, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const { title } = stringsFor(req).messages.groups.create;
  const picked = idsIn([req.body?.members ?? []].flat());
  const [bar, people] = await Promise.all([topBar(ctx, countMessages), peopleToPick(ctx, picked)]);
  const shown = { name: writtenName(visit) ?? '', people, problem };
  sendPage(ctx, res, { template: 'new-group-chat', bar, csrf, place: 'new-group', title, ...shown });
}

async function sendGroup(visit: Visit, id: number, wrong: Wrong, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const group = await groupChatCard(ctx, id);
  const bar = await topBar(ctx, countMessages);
  const title = fill(stringsFor(req).messages.groups.about, { name: group.name });
  const name = (wrong.form === 'edit' ? writtenName(visit) : undefined) ?? group.name;
  sendPage(ctx, res, { template: 'group-chat', bar, csrf, place: 'group-chat', title, group, name, wrong });
}

function writtenName({ req }: Visit): string | undefined {
  return typeof req.body?.name === 'string' ? req.body.name : undefined;
}

/** The ids among what a form's boxes brought. */
function idsIn(given: readonly unknown[]): number[] {
  return given.flatMap((one) => (typeof one === 'string' && /^[1-9]\d{0,14}$/.test(one) ? Number(one) : []));
}
