import { authEndpoints } from './auth/endpoints/index.ts';
import { chatEndpoints } from './chat/endpoints.ts';
import { purgePreferences } from './chat/service.ts';
import { commentEndpoints } from './comments/endpoints.ts';
import { purgeCommentsOfPost, purgeCommentsOfUser } from './comments/service/purge.ts';
import { tellOfComment, tellOfCommentReaction, tellOfCommentWonder, tellOfReply } from './comments/service/tell.ts';
import { addToFeed, changeAudience, hideFromFeed, purgeFeed, removeFromFeed } from './feed/service.ts';
import { graphEndpoints } from './graph/endpoints.ts';
import { purgeGraph } from './graph/service/purge.ts';
import type { ApiDomain } from './http/openapi.ts';
import { type GeneralDataSources, noGeneralData, peopleGeneralData } from './notifications/endpoints/general-data.ts';
import { notificationEndpoints } from './notifications/endpoints/index.ts';
import {
  partPeople,
  purgeNotifications,
  takeFollowBack,
  tellOfAcceptance,
  tellOfFollow,
  tellOfVisit,
} from './notifications/service/listeners.ts';
import { previewNewPost } from './posts/service/link-preview.ts';
import { searchEndpoints } from './search/endpoints/index.ts';
import { forgetUser, indexUser } from './search/service/index-users.ts';
import { purgeRecent } from './search/service/recent.ts';
import { settingsEndpoints } from './settings/endpoints.ts';
import type { Listeners } from './signals/signals.ts';
import { userEndpoints } from './users/endpoints/index.ts';

/** Who answers which word of get-general-data; a domain that fills a word puts its source here. */
const generalDataSources: GeneralDataSources = { ...noGeneralData, ...peopleGeneralData };

/** Every endpoint there is, by domain. Routes, documents and the table of generic tests come from this list. */
export const apiDomains: readonly ApiDomain[] = [
  { name: 'settings', description: 'What the site is and offers', endpoints: settingsEndpoints },
  { name: 'auth', description: 'Accounts, sessions, second factor, recovery', endpoints: authEndpoints },
  { name: 'users', description: 'People and their profiles', endpoints: userEndpoints },
  { name: 'graph', description: 'Who follows, blocks and reports whom', endpoints: graphEndpoints },
  { name: 'chat', description: 'Chats and how each side keeps them', endpoints: chatEndpoints },
  {
    name: 'notifications',
    description: 'What is new for me; what people do; pokes',
    endpoints: notificationEndpoints(generalDataSources),
  },
  {
    name: 'comments',
    description: 'Comments on posts, replies to them, and what people think of them',
    endpoints: commentEndpoints,
  },
  { name: 'search', description: 'Finding people, pages and groups; people nearby; suggestions', endpoints: searchEndpoints },
];

/** Who hears of what. */
export const listeners: Listeners = {
  userCreated: [indexUser],
  userChanged: [indexUser],
  pictureChanged: [],
  followed: [tellOfFollow],
  followRequested: [],
  followAccepted: [tellOfAcceptance],
  unfollowed: [takeFollowBack],
  blocked: [partPeople],
  unblocked: [],
  profileVisited: [tellOfVisit],
  postCreated: [addToFeed, previewNewPost],
  postDeleted: [removeFromFeed],
  postPurged: [purgeCommentsOfPost],
  postPrivacyChanged: [changeAudience],
  postEdited: [],
  postReacted: [],
  postUnreacted: [],
  postWondered: [],
  postUnwondered: [],
  postShared: [],
  groupChanged: [],
  groupJoined: [],
  groupJoinRequested: [],
  groupJoinAccepted: [],
  groupMemberAdded: [],
  groupAdminMade: [],
  groupLeft: [],
  groupDeleted: [],
  groupPurged: [],
  pageChanged: [],
  pageLiked: [],
  pageUnliked: [],
  pageInvited: [],
  pageAdminMade: [],
  pageDeleted: [],
  pagePurged: [],
  commented: [tellOfComment],
  replied: [tellOfReply],
  commentDeleted: [],
  commentReacted: [tellOfCommentReaction],
  commentWondered: [tellOfCommentWonder],
  userDeleted: [forgetUser, hideFromFeed],
  userPurged: [purgeCommentsOfUser, purgePreferences, purgeFeed, purgeNotifications, purgeGraph, purgeRecent],
};
