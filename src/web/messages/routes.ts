import type { Router } from 'express';
import type { Services } from '../../context.ts';
import { MESSAGES } from '../shell/addresses.ts';
import type { CountMessages } from '../shell/layout/top-bar.ts';
import { viewerRouter } from '../shell/session/routers.ts';
import { showChats } from './chats/chats.ts';
import * as invitations from './chats/invitations.ts';
import { messageForm, sendMessage, showConversation } from './conversation/conversation.ts';
import { conversationInGroup, conversationWithPage, conversationWithPerson } from './conversation/find.ts';
import * as groupChats from './groups/group-chats.ts';

const conversations = {
  '/:id': conversationWithPerson,
  '/groups/:id': conversationInGroup,
  '/pages/:id': conversationWithPage,
  '/pages/:id/:userId': conversationWithPage,
};

export function messageRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get, postFiles } = viewerRouter(services);
  // first, since `/messages/groups` is no conversation
  router.use(groupChatRoutes(services, countMessages));
  get(MESSAGES, showChats(countMessages));
  for (const [path, find] of Object.entries(conversations)) {
    get(`${MESSAGES}${path}`, showConversation(find, countMessages));
    postFiles(`${MESSAGES}${path}`, messageForm, sendMessage(find, countMessages));
  }
  return router;
}

/** Making, changing and leaving group chats, and invitations to them. */
function groupChatRoutes(services: Services, countMessages: CountMessages): Router {
  const { router, get, post, postFiles } = viewerRouter(services);
  const groups = `${MESSAGES}/groups`;
  get(`${groups}/new`, groupChats.showNewGroup(countMessages));
  postFiles(groups, groupChats.newGroupForm, groupChats.createGroup(countMessages));
  get(`${groups}/:id/about`, groupChats.showGroup(countMessages));
  postFiles(`${groups}/:id/edit`, groupChats.groupForm, groupChats.changeGroup(countMessages));
  // a multipart form, since its checkboxes are more fields than a plain form may have
  postFiles(`${groups}/:id/invite`, groupChats.membersForm, groupChats.inviteToGroup(countMessages));
  post(`${groups}/:id/remove`, groupChats.removeFromGroup);
  post(`${groups}/:id/leave`, groupChats.leaveGroup);
  post(`${groups}/:id/accept`, invitations.accept);
  post(`${groups}/:id/decline`, invitations.decline);
  return router;
}
