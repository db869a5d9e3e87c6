import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { NoteUnavailable } from './availability.ts';
import type { Background } from './background.ts';
import type { Typing } from './chat/typing.ts';
import type { Config } from './config.ts';
import type { Write } from './database/write.ts';
import type { Limits } from './http/limits.ts';
import type { Mail } from './mail/mail.ts';
import type { Media } from './media/media.ts';
import type { Metrics } from './metrics.ts';
import type { Push } from './notifications/push.ts';
import type { Realtime } from './realtime/realtime.ts';
import type { Settings } from './settings/service.ts';
import type { Emit } from './signals/signals.ts';
import type { Client, Viewer } from './viewer.ts';

export type { Client, Viewer };

/** The services of the process, available to every request. */
export type Services = {
  config: Config;
  db: Knex;
  write: Write;
  settings: Settings;
  limits: Limits;
  mail: Mail;
  media: Media;
  push: Push;
  typing: Typing;
  realtime: Realtime<Services>;
  emit: Emit<Services>;
  background: Background;
  metrics: Metrics;
  noteUnavailable: NoteUnavailable;
  log: Logger;
};

/** The context of a request. Functions take it first. */
export type Ctx = Services & { now: Date; client: Client; viewer?: Viewer };

/** A request of a signed-in user. */
export type ViewerContext = Ctx & { viewer: Viewer };
