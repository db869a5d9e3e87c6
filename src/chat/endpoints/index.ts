import { broadcast } from './broadcast.ts';
import { changeChatColor, deleteConversation, readChats, setChatTypingStatus } from './chat.ts';
import { getArchivedChats, getChats, getPinChats } from './chats.ts';
import { groupChat } from './group-chat.ts';
import { deleteMessageEndpoint, favMessage, listening, pinMessage, reactMessage } from './message.ts';
import { getFavMessages, getPinMessage, getUserMessages } from './messages.ts';
import { mute } from './mute.ts';
import { pageChat } from './page-chat.ts';
import { forwardMessageEndpoint, sendMessageEndpoint } from './send.ts';

export const chatEndpoints = [
  sendMessageEndpoint,
  getUserMessages,
  getChats,
  getArchivedChats,
  getPinChats,
  readChats,
  setChatTypingStatus,
  changeChatColor,
  deleteConversation,
  deleteMessageEndpoint,
  reactMessage,
  pinMessage,
  favMessage,
  listening,
  getPinMessage,
  getFavMessages,
  forwardMessageEndpoint,
  mute,
  groupChat,
  pageChat,
  broadcast,
];
