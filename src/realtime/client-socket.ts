import type { DefaultEventsMap, Socket } from 'socket.io';
import type { SocketData } from './realtime.ts';

/** The server's end of one client connection. */
export type ClientSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
