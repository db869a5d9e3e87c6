import { authEndpoints } from './auth/endpoints/index.ts';
import { chatEndpoints } from './chat/endpoints.ts';
import { purgePreferences } from './chat/service.ts';
import { graphEndpoints } from './graph/endpoints.ts';
import { purgeGraph } from './graph/service/purge.ts';
import type { ApiDomain } from './http/openapi.ts';
import { settingsEndpoints } from './settings/endpoints.ts';
import type { Listeners } from './signals/signals.ts';
import { userEndpoints } from './users/endpoints/index.ts';

/** Every endpoint there is, by domain. Routes, documents and the table of generic tests come from this list. */
export const apiDomains: readonly ApiDomain[] = [
  { name: 'settings', description: 'What the site is and offers', endpoints: settingsEndpoints },
  { name: 'auth', description: 'Accounts, sessions, second factor, recovery', endpoints: authEndpoints },
  { name: 'users', description: 'People and their profiles', endpoints: userEndpoints },
  { name: 'graph', description: 'Who follows, blocks and reports whom', endpoints: graphEndpoints },
  { name: 'chat', description: 'Chats and how each side keeps them', endpoints: chatEndpoints },
];

/** Who hears of what. */
export const listeners: Listeners = {
  userCreated: [],
  userChanged: [],
  pictureChanged: [],
  followed: [],
  followRequested: [],
  followAccepted: [],
  unfollowed: [],
  blocked: [],
  unblocked: [],
  profileVisited: [],
  userDeleted: [],
  userPurged: [purgePreferences, purgeGraph],
};
