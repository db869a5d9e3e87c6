/** What happened, by name. Handed on inside the transaction that made it so. */
export type Signals = {
  /** A new person has their row, active or waiting for activation. */
  userCreated: { userId: number };
  /** What others know a person by changed: name, username, picture, place. */
  userChanged: { userId: number };
  /** A person has a new avatar or cover; `key` is its original-size file. */
  pictureChanged: { userId: number; kind: 'avatar' | 'cover'; key: string };
  /** From now on the follower follows, without having had to ask. */
  followed: { followerId: number; followeeId: number };
  followRequested: { followerId: number; followeeId: number };
  /** The followee took the follower's request. `mutual`: the followee follows back from now on too (friends). */
  followAccepted: { followerId: number; followeeId: number; mutual: boolean };
  /** A follow, or a request that was not answered, is gone; a block takes them too, and says so by itself afterwards. */
  unfollowed: { followerId: number; followeeId: number; state: 'active' | 'requested' };
  blocked: { blockerId: number; blockedId: number };
  unblocked: { blockerId: number; blockedId: number };
  /** Somebody looked at another person's profile, and both leave such traces. Told in the background, outside any transaction. */
  profileVisited: { visitorId: number; userId: number };
  /** A post is there. `privacy` is the author's choice, 4 for anonymous. A share is told of by `postShared` too. */
  postCreated: PostSignal & { privacy: number; groupId: number; pageId: number };
  /** A post is gone for everybody from this commit on; its rows follow. */
  postDeleted: PostSignal;
  /** What hangs on a deleted post goes, in bounded batches that may be run again; outside any transaction. */
  postPurged: { postId: number };
  postPrivacyChanged: PostSignal & { privacy: number };
  /** The text of a post was changed. */
  postEdited: PostSignal;
  /** Somebody reacted to a post, or changed their reaction: 1 like to 6 angry. */
  postReacted: PostSignal & { userId: number; reaction: number };
  postUnreacted: PostSignal & { userId: number; reaction: number };
  postWondered: PostSignal & { userId: number };
  postUnwondered: PostSignal & { userId: number };
  /** The post `postId` shares `originalId`. */
  postShared: PostSignal & { originalId: number };
  /** A group is new, or what it is found by changed. */
  groupChanged: { groupId: number; name: string; title: string };
  groupJoined: GroupSignal & { userId: number };
  /** Whose request to join waits for an answer by one of `staffIds`. */
  groupJoinRequested: GroupSignal & { userId: number; staffIds: readonly number[] };
  groupJoinAccepted: GroupSignal & { userId: number; actorId: number; staffIds: readonly number[] };
  /** A member put somebody into the group. */
  groupMemberAdded: GroupSignal & { userId: number; actorId: number };
  groupAdminMade: GroupSignal & { userId: number; actorId: number };
  /** A membership, or a request that was not answered, is gone. */
  groupLeft: GroupSignal & { userId: number; staffIds: readonly number[] };
  /** The group is gone for everybody from this commit on. */
  groupDeleted: { groupId: number };
  /** The rows of a deleted group go, in bounded batches that may be run again; outside any transaction. */
  groupPurged: { groupId: number };
  /** A page is new, or what it is found by changed. */
  pageChanged: { pageId: number; name: string; title: string };
  /** `inviterIds` had invited the person to like it. */
  pageLiked: PageSignal & { userId: number; inviterIds: readonly number[] };
  pageUnliked: PageSignal & { userId: number };
  pageInvited: PageSignal & { userId: number; actorId: number };
  pageAdminMade: PageSignal & { userId: number; actorId: number };
  pageDeleted: { pageId: number };
  pagePurged: { pageId: number };
  /** Somebody goes to an event, or is interested in it. */
  eventResponded: EventSignal & { userId: number; kind: 'going' | 'interested' };
  eventResponseWithdrawn: EventSignal & { userId: number; kind: 'going' | 'interested' };
  /** What hangs on a deleted article goes, in bounded batches that may be run again; outside any transaction. */
  articlePurged: { articleId: number };
  /** Somebody commented on a subject. `mentionedIds`: whom they mention, as far as these may read it. */
  commented: CommentSignal & { authorId: number; mentionedIds: readonly number[] };
  /** Somebody replied to a comment. `threadIds`: who wrote the comment or replied before, as far as these may read it. */
  replied: CommentSignal & {
    replyId: number;
    authorId: number;
    commentAuthorId: number;
    mentionedIds: readonly number[];
    threadIds: readonly number[];
  };
  /** A comment, or with a `parentId` a reply, is gone for everybody from this commit on; its rows follow. */
  commentDeleted: CommentSignal & { parentId: number };
  /** Somebody's reaction to a comment or reply changed: 1 like to 6 angry, 0 none. */
  commentReacted: CommentReactionSignal & { before: number; after: number };
  /** Somebody wondered at (or disliked) a comment or reply, or took that back. */
  commentWondered: CommentReactionSignal & { on: boolean };
  /** Sessions ended: one by its id, or all of the person's but `exceptId`. */
  sessionsEnded: { userId: number; sessionId?: number | undefined; exceptId?: number | undefined };
  /** Somebody said something in a conversation. */
  messageSent: ConversationSignal & { messageId: number; kind: 'user' | 'page' | 'group' };
  /** A message is gone for everybody from this commit on. */
  messageDeleted: ConversationSignal & { messageId: number };
  /** Somebody's reaction to a message changed: 1 like to 6 angry, 0 none. */
  messageReacted: ConversationSignal & { messageId: number; userId: number; reaction: number };
  /** Somebody read a conversation up to a message. `chatId`: what the chat is with for them. */
  messagesSeen: {
    readerId: number;
    conversationId: number;
    kind: 'user' | 'page' | 'group';
    chatId: number;
    upToId: number;
  };
  /** One side cleared a conversation. */
  chatCleared: { conversationId: number };
  /** Somebody types to a person, records for them, or does so no longer. Outside any transaction. */
  typingChanged: { fromId: number; toId: number; doing: 'typing' | 'recording' | undefined };
  /** Somebody saw a story of another person for the first time. */
  storyViewed: StorySignal & { userId: number };
  /** Somebody's reaction to a story changed: 1 like to 6 angry, 0 none. */
  storyReacted: StorySignal & { userId: number; before: number; after: number };
  /** The person is gone for everybody from this commit on: counters and lists of others forget them. */
  userDeleted: { userId: number };
  /** The rows of a deleted person go, in bounded batches that may be run again; outside any transaction. */
  userPurged: { userId: number };
};

/** `fromId`: who wrote the message; `recipientIds`: the others in the conversation, but those blocked with who did this. */
type ConversationSignal = { conversationId: number; fromId: number; recipientIds: readonly number[] };

type PostSignal = { postId: number; authorId: number };

type CommentSignal = { commentId: number; subjectKind: 'post' | 'article' | 'movie'; subjectId: number };

/** `authorId` wrote the comment, or with a `parentId` the reply; `text` is what they wrote. */
type CommentReactionSignal = CommentSignal & { parentId: number; authorId: number; text: string; userId: number };

type GroupSignal = { groupId: number; name: string; title: string; ownerId: number };
type EventSignal = { eventId: number; name: string; ownerId: number };
type StorySignal = { storyId: number; authorId: number; title: string };
type PageSignal = { pageId: number; name: string; title: string; ownerId: number };

type Listener<Services, Name extends keyof Signals> = (services: Services, signal: Signals[Name]) => Promise<void>;

/** The listeners of each signal, in order. */
export type Listeners<Services> = { readonly [Name in keyof Signals]: readonly Listener<Services, Name>[] };

/** Calls the listeners of a signal one after the other; one that throws fails the write that emitted it. */
export type Emit<Services> = <Name extends keyof Signals>(services: Services, name: Name, signal: Signals[Name]) => Promise<void>;

export function createEmit<Services>(listeners: Listeners<Services>): Emit<Services> {
  return async (services, name, signal) => {
    for (const listener of listeners[name]) await listener(services, signal);
  };
}
