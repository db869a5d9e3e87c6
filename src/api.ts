import { articleEndpoints } from './articles/endpoints.ts';
import { notifyArticleComment } from './articles/service/notify.ts';
import { purgeArticles, removeArticleOfPost } from './articles/service/purge.ts';
import { authEndpoints } from './auth/endpoints/index.ts';
import { chatGeneralData } from './chat/endpoints/general-data.ts';
import { chatEndpoints } from './chat/endpoints/index.ts';
import { purgeBroadcasts } from './chat/service/broadcasts.ts';
import { leaveGroupChats } from './chat/service/groups.ts';
import { pushMessage, stopTyping } from './chat/service/notify.ts';
import { purgePageChats } from './chat/service/pages.ts';
import { purgePreferences } from './chat/service/preferences.ts';
import { deleteClearedMessages, purgeChats } from './chat/service/purge.ts';
import { commentEndpoints } from './comments/endpoints/index.ts';
import { notifyComment, notifyCommentReaction, notifyCommentWonder, notifyReply } from './comments/service/notify.ts';
import {
  purgeCommentsOfArticle,
  purgeCommentsOfPage,
  purgeCommentsOfPost,
  purgeCommentsOfUser,
} from './comments/service/purge.ts';
import { pagesGeneralData } from './communities/endpoints/general-data.ts';
import { communityEndpoints } from './communities/endpoints/index.ts';
import {
  notifyGroupAdmin,
  notifyJoinAccepted,
  notifyJoinRequest,
  notifyMemberAdded,
  notifyMemberJoined,
  notifyPageAdmin,
  notifyPageInvitation,
  notifyPageLike,
  retractMembership,
  retractPageLike,
} from './communities/service/notify.ts';
import { purgeCommunities } from './communities/service/purge.ts';
import type { Services } from './context.ts';
import { eventEndpoints } from './events/endpoints/index.ts';
import { notifyResponse, retractResponse } from './events/service/notify.ts';
import { purgeEventsOfUser } from './events/service/purge.ts';
import { addToFeed, changeAudience, hideFromFeed, purgeFeed, removeFromFeed } from './feed/service.ts';
import { graphEndpoints } from './graph/endpoints.ts';
import { purgeGraph } from './graph/service/purge.ts';
import type { Endpoint } from './http/endpoint.ts';
import type { ApiDomain } from './http/openapi.ts';
import { marketEndpoints } from './market/endpoints/index.ts';
import { purgeProductsOfUser, removeProductOfPost } from './market/service/purge.ts';
import { movieEndpoints } from './movies/endpoints.ts';
import { type GeneralDataSources, noGeneralData, peopleGeneralData } from './notifications/endpoints/general-data.ts';
import { notificationEndpoints } from './notifications/endpoints/index.ts';
import {
  notifyFollow,
  notifyFollowAccepted,
  notifyProfileVisit,
  purgeNotifications,
  removeBetween,
  retractFollow,
} from './notifications/service/listeners.ts';
import { postsGeneralData } from './posts/endpoints/general-data.ts';
import { postEndpoints } from './posts/endpoints/index.ts';
import { newPost } from './posts/endpoints/new-post.ts';
import { previewNewPost } from './posts/service/link-preview.ts';
import {
  notifyPost,
  notifyReaction,
  notifyShare,
  notifySubscribers,
  notifyWonder,
  removePostNotifications,
  retractReaction,
  retractWonder,
} from './posts/service/notify.ts';
import { postPicture } from './posts/service/picture.ts';
import { purgePosts, purgePostsOfGroup, purgePostsOfPage } from './posts/service/purge-user.ts';
import {
  deliverNewMessage,
  disconnectSessions,
  notifyMessageDeleted,
  notifyMessageReaction,
  notifyNameChanged,
  notifySeen,
  notifyTyping,
  subscribeToPresence,
  unsubscribeBoth,
} from './realtime/listeners.ts';
import { searchEndpoints } from './search/endpoints/index.ts';
import { indexGroup, indexPage, removeGroupFromIndex, removePageFromIndex } from './search/service/index-communities.ts';
import { indexUser, removeUserFromIndex } from './search/service/index-users.ts';
import { purgeRecent } from './search/service/recent.ts';
import { settingsEndpoints } from './settings/endpoints.ts';
import type { Listeners } from './signals/signals.ts';
import { storyEndpoints } from './stories/endpoints/index.ts';
import { notifyStoryReaction, notifyStoryView } from './stories/service/notify.ts';
import { purgeStoriesOfUser } from './stories/service/purge.ts';
import { userEndpoints } from './users/endpoints/index.ts';

/** The source of each word of get-general-data; a domain that fills a word registers its source here. */
export const generalDataSources: GeneralDataSources = {
  ...noGeneralData,
  ...peopleGeneralData,
  ...pagesGeneralData,
  ...postsGeneralData,
  ...chatGeneralData,
};

/** Every endpoint, by domain. Routes, documents and the generic tests come from this list. */
export const apiDomains: readonly ApiDomain[] = [
  { name: 'settings', description: 'What the site is and offers', endpoints: settingsEndpoints },
  { name: 'auth', description: 'Accounts, sessions, second factor, recovery', endpoints: authEndpoints },
  { name: 'users', description: 'People and their profiles', endpoints: userEndpoints },
  { name: 'graph', description: 'Who follows, blocks and reports whom', endpoints: graphEndpoints },
  { name: 'communities', description: 'Pages and groups', endpoints: communityEndpoints },
  { name: 'chat', description: 'Chats and how each side keeps them', endpoints: chatEndpoints },
  {
    name: 'notifications',
    description: 'What is new for me; what people do; pokes',
    endpoints: notificationEndpoints(generalDataSources),
  },
  { name: 'posts', description: 'Posts: lists, publishing, actions, albums, polls', endpoints: postEndpoints },
  {
    name: 'comments',
    description: 'Comments on posts, replies to them, and what people think of them',
    endpoints: commentEndpoints,
  },
  { name: 'events', description: 'Events: making them, and going there', endpoints: eventEndpoints },
  { name: 'articles', description: 'Articles and what is said about them', endpoints: articleEndpoints },
  { name: 'market', description: 'Products for sale', endpoints: marketEndpoints },
  { name: 'movies', description: 'Movies and what is said about them', endpoints: movieEndpoints },
  { name: 'stories', description: 'Pictures and videos that are there for a day', endpoints: storyEndpoints },
  { name: 'search', description: 'Finding people, pages and groups; people nearby; suggestions', endpoints: searchEndpoints },
];

/** The endpoints that older iOS apps call by the legacy transport. */
export const legacyEndpoints: readonly Endpoint[] = [newPost];

/** The listeners of each signal. */
export const listeners: Listeners<Services> = {
  userCreated: [indexUser],
  userChanged: [indexUser, notifyNameChanged],
  pictureChanged: [postPicture],
  followed: [notifyFollow, subscribeToPresence],
  followRequested: [],
  followAccepted: [notifyFollowAccepted, subscribeToPresence],
  unfollowed: [retractFollow],
  blocked: [removeBetween, unsubscribeBoth],
  unblocked: [],
  profileVisited: [notifyProfileVisit],
  postCreated: [addToFeed, previewNewPost, notifyPost, notifySubscribers],
  postDeleted: [removeProductOfPost, removeArticleOfPost, removeFromFeed],
  postPurged: [purgeCommentsOfPost, removePostNotifications],
  postPrivacyChanged: [changeAudience],
  postEdited: [],
  postReacted: [notifyReaction],
  postUnreacted: [retractReaction],
  postWondered: [notifyWonder],
  postUnwondered: [retractWonder],
  postShared: [notifyShare],
  groupChanged: [indexGroup],
  groupJoined: [notifyMemberJoined],
  groupJoinRequested: [notifyJoinRequest],
  groupJoinAccepted: [notifyJoinAccepted],
  groupMemberAdded: [notifyMemberAdded],
  groupAdminMade: [notifyGroupAdmin],
  groupLeft: [retractMembership],
  groupDeleted: [removeGroupFromIndex],
  groupPurged: [purgePostsOfGroup],
  pageChanged: [indexPage],
  pageLiked: [notifyPageLike],
  pageUnliked: [retractPageLike],
  pageInvited: [notifyPageInvitation],
  pageAdminMade: [notifyPageAdmin],
  pageDeleted: [removePageFromIndex],
  pagePurged: [purgePostsOfPage, purgeCommentsOfPage, purgePageChats],
  eventResponded: [notifyResponse],
  eventResponseWithdrawn: [retractResponse],
  articlePurged: [purgeCommentsOfArticle],
  commented: [notifyComment, notifyArticleComment],
  replied: [notifyReply],
  commentDeleted: [],
  commentReacted: [notifyCommentReaction],
  commentWondered: [notifyCommentWonder],
  sessionsEnded: [disconnectSessions],
  messageSent: [stopTyping, pushMessage, deliverNewMessage],
  messageDeleted: [notifyMessageDeleted],
  messageReacted: [notifyMessageReaction],
  messagesSeen: [notifySeen],
  chatCleared: [deleteClearedMessages],
  typingChanged: [notifyTyping],
  storyViewed: [notifyStoryView],
  storyReacted: [notifyStoryReaction],
  userDeleted: [removeUserFromIndex, hideFromFeed],
  userPurged: [
    purgeCommunities,
    purgeEventsOfUser,
    purgeArticles,
    purgeStoriesOfUser,
    purgePosts,
    purgeProductsOfUser,
    purgeCommentsOfUser,
    leaveGroupChats,
    purgeBroadcasts,
    purgeChats,
    purgePreferences,
    purgeFeed,
    purgeNotifications,
    purgeGraph,
    purgeRecent,
  ],
};
