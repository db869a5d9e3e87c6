import { reactToMessage } from '../../chat/service/change.ts';
import { ownParticipant } from '../../chat/service/chats.ts';
import type { MessageDraft } from '../../chat/service/content.ts';
import { acceptInvitation, createGroupChat, sendToGroup } from '../../chat/service/groups.ts';
import { messagesWith, participantMessages } from '../../chat/service/messages.ts';
import { saveChatPreferences } from '../../chat/service/preferences.ts';
import { sendMessage } from '../../chat/service/send.ts';
import type { Ctx } from '../../context.ts';
import { actingAs } from './friendships.ts';
import type { DemoPerson } from './people.ts';
import { landscape } from './pictures.ts';

/** Who says it, how many minutes ago, and what; a number for a picture. */
type Line = readonly ['ada' | 'friend', number, string, { place?: [string, string]; view?: number; loved?: true }?];

/** Ada's chats, by the friend's place in the list of people. Where a friend speaks last, she has not read it yet. */
const CHATS: readonly { with: number; pinned?: true; lines: readonly Line[] }[] = [
  {
    with: 4,
    lines: [
      ['friend', 4330, 'Your table of Bernoulli numbers: is B7 meant to be what we call B8?'],
      ['ada', 4300, 'Yes. I count them as the engine does.', { loved: true }],
      ['friend', 4290, 'Then it is the most beautiful thing I have read this week.'],
      ['ada', 2910, 'And it is only Tuesday.'],
    ],
  },
  {
    with: 3,
    lines: [
      ['ada', 1500, 'Where do we cross?'],
      ['friend', 1490, 'Here.', { place: ['56.1366', '-117.6947'] }],
      ['friend', 1489, 'This is what it looks like from the other side.', { view: 2 }],
      ['ada', 1480, 'I shall bring boots.'],
    ],
  },
  {
    with: 6,
    pinned: true,
    lines: [
      ['ada', 320, 'Did the moth survive?'],
      ['friend', 310, 'It is taped into the log book, so: no. But it is famous now.', { loved: true }],
      ['ada', 300, 'May I quote you in the notes?'],
      ['friend', 12, 'Only if you spell “debugging” right.'],
      ['friend', 11, 'And bring the wire back. All thirty centimetres of it.'],
    ],
  },
  {
    with: 1,
    lines: [
      ['friend', 95, 'Coming to the sound check?'],
      ['ada', 90, 'If the box hums in 4/4.'],
      ['friend', 25, 'It hums in whatever it likes. Eight o’clock.'],
    ],
  },
  { with: 5, lines: [['friend', 3, 'We need one more for the brass section. Can you count to twelve and a half?']] },
];

/** What is said in the group chat of everybody who plays, by the places of who says it; the first one made it. */
const GROUP = {
  name: 'Sound check',
  members: [1, 0, 5, 7],
  lines: [
    [1, 200, 'Who brings what?'],
    [0, 180, 'A metronome that does not argue.'],
    [5, 8, 'Horns. All of them.'],
    [7, 7, 'Eighty-eight frequencies, in no order.'],
  ],
} as const;

export const CHATS_COUNT = CHATS.length + 1;

/** Ada's chats with some of her friends, and one of several. */
export async function seedChats(ctx: Ctx, people: readonly DemoPerson[], step: () => void): Promise<void> {
  const [ada] = people;
  for (const { with: place, pinned, lines } of CHATS) {
    const friend = people[place];
    if (ada && friend) {
      for (const line of lines) await seedLine(ctx, { ada, friend }, line);
      if (pinned) await saveChatPreferences(actingAs(ctx, ada), { kind: 'user', id: friend.id }, { pinned: 1 });
    }
    step();
  }
  await seedGroup(ctx, people);
  step();
}

async function seedGroup(ctx: Ctx, people: readonly DemoPerson[]): Promise<void> {
  const members = GROUP.members.flatMap((place) => people[place] ?? []);
  const [owner, ...guests] = members;
  if (!owner) return;
  const begun = minutesBefore(ctx, DAY_MINUTES);
  const id = await createGroupChat(actingAs(begun, owner), { name: GROUP.name, userIds: guests.map((guest) => guest.id) });
  for (const guest of guests) await acceptInvitation(actingAs(begun, guest), id);
  for (const [place, minutesAgo, text] of GROUP.lines) {
    const person = people[place];
    if (!person) continue;
    const speaker = actingAs(minutesBefore(ctx, minutesAgo), person);
    await participantMessages(speaker, await ownParticipant(speaker, { kind: 'group', id }), { limit: 1 });
    await sendToGroup(speaker, id, { text, hashId: '' });
  }
}

const DAY_MINUTES = 1440;

function minutesBefore(ctx: Ctx, minutes: number): Ctx {
  return { ...ctx, now: new Date(ctx.now.getTime() - minutes * 60_000) };
}

/** Who answers has read what was said before. */
async function seedLine(ctx: Ctx, both: { ada: DemoPerson; friend: DemoPerson }, line: Line): Promise<void> {
  const [by, minutesAgo, text, { place, view, loved } = {}] = line;
  const [speaker, listener] = by === 'ada' ? [both.ada, both.friend] : [both.friend, both.ada];
  const then = minutesBefore(ctx, minutesAgo);
  const saying: MessageDraft = { text, hashId: '', lat: place?.[0], lng: place?.[1] };
  if (view) saying.file = await landscape(ctx, view);
  await messagesWith(actingAs(then, speaker), listener.id, { limit: 1 });
  const { id } = await sendMessage(actingAs(then, speaker), listener.id, saying);
  if (loved) await reactToMessage(actingAs(then, listener), id, 2);
}
