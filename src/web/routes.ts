import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import type { Ctx, Services } from '../context.ts';
import type { RawForm } from '../http/form.ts';
import { requestContext } from '../http/request-context.ts';
import { requireSameOrigin } from '../http/same-origin.ts';
import { activate, showActivated, showActivation } from './activation.ts';
import { FEED, MESSAGES } from './addresses.ts';
import { showArticle } from './articles.ts';
import { assetRoutes } from './assets.ts';
import { showChats } from './chats.ts';
import { comment, likeComment, removeComment, reply, showEarlierComments, showReplies } from './comments.ts';
import { showFeed } from './feed.ts';
import * as groupChats from './group-chats.ts';
import * as invitations from './invitations.ts';
import { leadByName } from './links.ts';
import { messageForm, say, showConversation } from './messages.ts';
import { shareStory, showNewStory, storyForm } from './new-story.ts';
import { showNotifications } from './notifications.ts';
import { setNewPassword, showPasswordForm, showPasswordSet } from './password-reset.ts';
import * as posts from './post-actions.ts';
import { postForm, publish } from './publishing.ts';
import { explainRefusals } from './refusals.ts';
import { turn, turns } from './relations.ts';
import { forViewer, type Visit } from './session.ts';
import { showSignIn, signInByPassword, signInBySecondStep, signOut } from './sign-in.ts';
import { muteStoriesOf, reactToStory, removeStory, replyToStory, showStory } from './stories.ts';
import { talkInGroup, talkOfPage, talkWithPerson } from './talks.ts';
import type { CountMessages } from './top-bar.ts';
import { limitOfFiles, withFiles } from './uploads.ts';

/** What a page gets of domains that the web must not choose itself. */
export type WebParts = { countMessages: CountMessages };

/** The pages people open in a browser, and the files these and the apps show. */
export function webRoutes(services: Services, parts: WebParts): Router {
  const router = Router({ caseSensitive: true });
  router.use(assetRoutes());
  router.use(mailRoutes(services));
  router.use(signInRoutes(services));
  router.use(writingRoutes(services, parts));
  router.use(siteRoutes(services, parts));
  return router;
}

type Handler = (ctx: Ctx, res: Response, form: RawForm) => Promise<void> | void;

/** For whoever comes, signed in or not: a GET reads its query, a POST its body. */
function guestRoutes(services: Services) {
  const router = Router({ caseSensitive: true });
  const readForm = formReader(services, '8kb');
  return {
    router,
    get: (path: string, handle: Handler) =>
      router.get(path, (req, res) => handle(requestContext(services, req), res, { fields: { ...req.query }, uploads: [] })),
    post: (path: string, handle: Handler) =>
      router.post(path, readForm, (req: Request, res: Response) =>
        handle(requestContext(services, req), res, { fields: { ...req.body }, uploads: [] }),
      ),
  };
}

/** Where mailed links lead. */
function mailRoutes(services: Services): Router {
  const { router, get, post } = guestRoutes(services);
  get('/activate', showActivation);
  post('/activate', activate);
  get('/activate/done', showActivated);
  get('/reset-password', showPasswordForm);
  post('/reset-password', setNewPassword);
  get('/reset-password/done', showPasswordSet);
  return router;
}

function signInRoutes(services: Services): Router {
  const { router, get, post } = guestRoutes(services);
  get('/login', showSignIn);
  post('/login', signInByPassword);
  post('/login/code', signInBySecondStep);
  return router;
}

/** For signed-in people: a GET shows, a POST brings a form, `postFiles` one with files in it. */
function viewerRoutes(services: Services) {
  const router = Router({ caseSensitive: true });
  const readForm = [explainRefusals, ...formReader(services, '64kb')];
  const sameOrigin = requireSameOrigin(services.config.baseUrl);
  return {
    router,
    get: (path: string, show: VisitHandler) => router.get(path, explainRefusals, forViewer(services, 'read', show)),
    post: (path: string, act: VisitHandler) => router.post(path, readForm, forViewer(services, 'write', act)),
    postFiles: (path: string, schema: z.ZodType, act: VisitHandler) => {
      const handle = forViewer(services, limitOfFiles, act);
      router.post(path, explainRefusals, sameOrigin, withFiles(services, schema, handle));
    },
  };
}

type VisitHandler = (visit: Visit) => Promise<void> | void;

/** Where people write: posts, stories, messages. */
function writingRoutes(services: Services, parts: WebParts): Router {
  const { countMessages } = parts;
  const { router, get, post, postFiles } = viewerRoutes(services);
  postFiles('/posts', postForm, publish(countMessages));

  get('/stories/new', showNewStory(countMessages));
  postFiles('/stories', storyForm, shareStory(countMessages));
  get('/stories/:id', showStory(countMessages));
  post('/stories/:id/reaction', reactToStory);
  post('/stories/:id/reply', replyToStory);
  post('/stories/:id/mute', muteStoriesOf);
  post('/stories/:id/delete', removeStory);

  router.use(groupChatRoutes(services, parts));
  get(MESSAGES, showChats(countMessages));
  const talks = {
    '/:id': talkWithPerson,
    '/groups/:id': talkInGroup,
    '/pages/:id': talkOfPage,
    '/pages/:id/:userId': talkOfPage,
  };
  for (const [path, find] of Object.entries(talks)) {
    get(`${MESSAGES}${path}`, showConversation(find, countMessages));
    postFiles(`${MESSAGES}${path}`, messageForm, say(find, countMessages));
  }
  return router;
}

/** Making, changing and leaving group chats, and invitations to them. `/messages/groups` is no conversation. */
function groupChatRoutes(services: Services, { countMessages }: WebParts): Router {
  const { router, get, post, postFiles } = viewerRoutes(services);
  const groups = `${MESSAGES}/groups`;
  get(`${groups}/new`, groupChats.showNewGroup(countMessages));
  postFiles(groups, groupChats.newGroupForm, groupChats.makeGroup(countMessages));
  get(`${groups}/:id/about`, groupChats.showGroup(countMessages));
  postFiles(`${groups}/:id/edit`, groupChats.groupForm, groupChats.changeGroup(countMessages));
  // boxes are more fields than a plain form may have
  postFiles(`${groups}/:id/invite`, groupChats.membersForm, groupChats.inviteToGroup(countMessages));
  post(`${groups}/:id/remove`, groupChats.removeFromGroup);
  post(`${groups}/:id/leave`, groupChats.leaveGroup);
  post(`${groups}/:id/accept`, invitations.accept);
  post(`${groups}/:id/decline`, invitations.decline);
  return router;
}

/** Everything else for signed-in people. */
function siteRoutes(services: Services, { countMessages }: WebParts): Router {
  const { router, get, post } = viewerRoutes(services);

  get(FEED, (visit) => showFeed(visit, countMessages));
  get('/notifications', (visit) => showNotifications(visit, countMessages));
  get('/articles/:id', showArticle(countMessages));
  get('/', ({ res }) => res.redirect(303, FEED));
  post('/logout', signOut);

  get('/posts/:id', posts.showPost);
  post('/posts/:id/reaction', posts.reactToPost);
  post('/posts/:id/save', posts.savePost);
  post('/posts/:id/report', posts.reportPost);
  post('/posts/:id/share', posts.shareOnTimeline);
  post('/posts/:id/hide', posts.hide);
  post('/posts/:id/vote', posts.castVote);
  get('/posts/:id/edit', posts.showEdit(countMessages));
  post('/posts/:id/edit', posts.edit);
  get('/posts/:id/delete', posts.showDelete(countMessages));
  post('/posts/:id/delete', posts.remove);

  get('/posts/:id/comments', showEarlierComments);
  post('/posts/:id/comments', comment);
  get('/comments/:id/replies', showReplies);
  post('/comments/:id/replies', reply);
  post('/comments/:id/like', likeComment);
  post('/comments/:id/delete', removeComment);

  for (const [path, one] of Object.entries(turns)) post(path, turn(one));
  router.use(leadByName(services));
  return router;
}

/** Reads a form that a page of this site sent. */
function formReader({ config }: Services, limit: string): RequestHandler[] {
  return [requireSameOrigin(config.baseUrl), express.urlencoded({ extended: false, limit, parameterLimit: 50 })];
}
