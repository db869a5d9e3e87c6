import { groupName } from '../../../chat/endpoints/group-chat.ts';
import {
  addToGroupChat,
  changeGroupChat,
  createGroupChat,
  leaveGroupChat,
  MAX_MEMBERS,
  removeFromGroupChat,
  requireGroupChat,
} from '../../../chat/service/groups.ts';
import { file, form, textList } from '../../../http/form.ts';
import { aboutGroupChatAddress, groupChatAddress, MESSAGES } from '../../shell/addresses.ts';
import { answerForm, inputOf, pathId } from '../../shell/forms/forms.ts';
import { sitePage } from '../../shell/layout/page.ts';
import { type CountMessages, topBar } from '../../shell/layout/top-bar.ts';
import type { Visit } from '../../shell/session/session.ts';
import { fill, stringsFor } from '../../shell/strings.ts';
import { type GroupChatCard, groupChatCard, type PersonToPick, peopleToPick } from './cards.ts';

const members = () => textList(MAX_MEMBERS, 20);

export const newGroupForm = form({ name: groupName(), file: file().optional(), members: members().default([]) });
export const groupForm = form({ name: groupName(), file: file().optional() });
export const membersForm = form({ members: members() });

/** The form for a new group chat, empty or with a problem. */
export type NewGroupChat = { name: string; people: PersonToPick[]; problem: string | undefined };

/** The page of a group chat. `name` is the value of the form's field. */
export type GroupChatPage = { group: GroupChatCard; name: string; formProblem: FormProblem };
/** What is wrong with one of the page's forms. */
type FormProblem = { form?: 'edit' | 'invite'; problem?: string };

const sendNewGroupPage = sitePage<NewGroupChat & { title: string }>('messages/groups/new-group');
const sendGroupPage = sitePage<GroupChatPage & { title: string }>('messages/groups/group');

export function showNewGroup(countMessages: CountMessages) {
  return (visit: Visit) => sendNewGroup(visit, undefined, countMessages);
}

/** Creates a group chat, invites the people picked, and opens it. */
export function createGroup(countMessages: CountMessages) {
  return (visit: Visit) =>
    answerForm(visit, {
      problems: stringsFor(visit.req).messages.groups.problems,
      problemId: 'group-problem',
      async act() {
        const { members: picked, ...rest } = inputOf(visit, newGroupForm);
        return groupChatAddress(await createGroupChat(visit.ctx, { name: rest.name, avatar: rest.file, userIds: idsIn(picked) }));
      },
      showAgain: (problem) => sendNewGroup(visit, problem, countMessages),
    });
}

/** The members of a group chat, and the settings if the viewer owns it. Refuses `groupNotFound`. */
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

/** Removes a member or withdraws an invitation. Refuses `groupNotFound`, `notOwner`. */
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

/** Handles one of the owner's forms: leads back to the page of the group, which shows what is wrong. */
function change(
  name: NonNullable<FormProblem['form']>,
  countMessages: CountMessages,
  act: (visit: Visit, id: number) => Promise<void>,
) {
  return async (visit: Visit): Promise<void> => {
    const id = pathId(visit, 'groupNotFound');
    // first, so that others learn nothing about the form
    await requireGroupChat(visit.ctx, id);
    await answerForm(visit, {
      problems: stringsFor(visit.req).messages.groups.problems,
      problemId: `${name}-problem`,
      async act() {
        await act(visit, id);
        return aboutGroupChatAddress(id);
      },
      showAgain: (problem) => sendGroup(visit, id, { form: name, problem }, countMessages),
    });
  };
}

async function sendNewGroup(visit: Visit, problem: string | undefined, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const { title } = stringsFor(req).messages.groups.create;
  const picked = idsIn([req.body?.members ?? []].flat());
  const [bar, people] = await Promise.all([topBar(ctx, countMessages), peopleToPick(ctx, picked)]);
  const shown = { name: nameIn(visit) ?? '', people, problem };
  sendNewGroupPage(ctx, res, { bar, csrf, section: 'new-group', title, ...shown });
}

async function sendGroup(visit: Visit, id: number, formProblem: FormProblem, countMessages: CountMessages): Promise<void> {
  const { ctx, req, res, csrf } = visit;
  const group = await groupChatCard(ctx, id);
  const bar = await topBar(ctx, countMessages);
  const title = fill(stringsFor(req).messages.groups.about, { name: group.name });
  const name = (formProblem.form === 'edit' ? nameIn(visit) : undefined) ?? group.name;
  sendGroupPage(ctx, res, { bar, csrf, section: 'group-chat', title, group, name, formProblem });
}

function nameIn({ req }: Visit): string | undefined {
  return typeof req.body?.name === 'string' ? req.body.name : undefined;
}

/** The ids among the checked boxes of a form. */
function idsIn(given: readonly unknown[]): number[] {
  return given.flatMap((one) => (typeof one === 'string' && /^[1-9]\d{0,14}$/.test(one) ? Number(one) : []));
}
