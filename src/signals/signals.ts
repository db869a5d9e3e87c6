/** What happened, by name. Emitted inside the transaction that made it happen. */
export type Signals = {
  /** A new user has a row, active or waiting for activation. */
  userCreated: { userId: number };
  /** A user's name, username, picture or location changed. */
  userChanged: { userId: number };
  /** A user has a new avatar or cover; `key` is its original-size file. */
  pictureChanged: { userId: number; kind: 'avatar' | 'cover'; key: string };
  /** The follower now follows, without a request. */
  followed: { followerId: number; followeeId: number };
  followRequested: { followerId: number; followeeId: number };
  /** The followee accepted the follower's request. `mutual`: the followee now follows back (friends). */
  followAccepted: { followerId: number; followeeId: number; mutual: boolean };
  /** A follow or a pending request was removed; a block removes them too, and emits its own signal afterwards. */
  unfollowed: { followerId: number; followeeId: number; state: 'active' | 'requested' };
  blocked: { blockerId: number; blockedId: number };
  unblocked: { blockerId: number; blockedId: number };
  /** A user opened another's profile, and both leave such traces. Emitted in the background, outside any transaction. */
  profileVisited: { visitorId: number; userId: number };
  /** A post was published. `privacy` is the author's choice, 4 for anonymous. A share also emits `postShared`. */
  postCreated: PostSignal & { privacy: number; groupId: number; pageId: number };
  /** A post is deleted for everyone from this commit on; its rows are purged later. */
  postDeleted: PostSignal;
  /**
   * Everything that belongs to a deleted post is being purged, in bounded batches that can be run again; outside any transaction.
   */
  postPurged: { postId: number };
  postPrivacyChanged: PostSignal & { privacy: number };
  /** The text of a post changed. */
  postEdited: PostSignal;
  /** A user reacted to a post, or changed their reaction: 1 like to 6 angry. */
  postReacted: PostSignal & { userId: number; reaction: number };
  postUnreacted: PostSignal & { userId: number; reaction: number };
  postWondered: PostSignal & { userId: number };
  postUnwondered: PostSignal & { userId: number };
  /** The post `postId` shares `originalId`. */
  postShared: PostSignal & { originalId: number };
  /** A group was created, or its searchable texts changed. */
  groupChanged: { groupId: number; name: string; title: string };
  groupJoined: GroupSignal & { userId: number };
  /** A request to join that one of `staffIds` can answer. */
  groupJoinRequested: GroupSignal & { userId: number; staffIds: readonly number[] };
  groupJoinAccepted: GroupSignal & { userId: number; actorId: number; staffIds: readonly number[] };
  /** A member added another user to the group. */
  groupMemberAdded: GroupSignal & { userId: number; actorId: number };
  groupAdminMade: GroupSignal & { userId: number; actorId: number };
  /** A membership or a pending request was removed. */
  groupLeft: GroupSignal & { userId: number; staffIds: readonly number[] };
  /** The group is deleted for everyone from this commit on. */
  groupDeleted: { groupId: number };
  /** The rows of a deleted group are being purged, in bounded batches that can be run again; outside any transaction. */
  groupPurged: { groupId: number };
  /** A page was created, or its searchable texts changed. */
  pageChanged: { pageId: number; name: string; title: string };
  /** `inviterIds` had invited the user to like it. */
  pageLiked: PageSignal & { userId: number; inviterIds: readonly number[] };
  pageUnliked: PageSignal & { userId: number };
  pageInvited: PageSignal & { userId: number; actorId: number };
  pageAdminMade: PageSignal & { userId: number; actorId: number };
  pageDeleted: { pageId: number };
  pagePurged: { pageId: number };
  /** A user is going to an event, or is interested in it. */
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
  /** A message was sent in a conversation. */
  messageSent: ConversationSignal & { messageId: number; kind: 'user' | 'page' | 'group' };
  /** A message is deleted for everyone from this commit on. */
  messageDeleted: ConversationSignal & { messageId: number };
  /** A user's reaction to a message changed: 1 like to 6 angry, 0 none. */
  messageReacted: ConversationSignal & { messageId: number; userId: number; reaction: number };
  /** A user read a conversation up to a message. `chatId`: what the chat is with for them. */
  messagesSeen: {
    readerId: number;
    conversationId: number;
    kind: 'user' | 'page' | 'group';
    chatId: number;
    upToId: number;
  };
  /** A participant cleared a conversation. */
  chatCleared: { conversationId: number };
  /** A user started or stopped typing to, or recording for, another. Outside any transaction. */
  typingChanged: { fromId: number; toId: number; doing: 'typing' | 'recording' | undefined };
  /** A user saw another's story for the first time. */
  storyViewed: StorySignal & { userId: number };
  /** A user's reaction to a story changed: 1 like to 6 angry, 0 none. */
  storyReacted: StorySignal & { userId: number; before: number; after: number };
  /** The user is deleted for everyone from this commit on: others' counters and lists are updated. */
  userDeleted: { userId: number };
  /** The rows of a deleted user are being purged, in bounded batches that can be run again; outside any transaction. */
  userPurged: { userId: number };
};

/** `fromId`: the sender; `recipientIds`: the other participants, without those blocked either way. */
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
