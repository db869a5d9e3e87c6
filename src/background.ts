import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { NoteUnavailable } from './availability.ts';

/** Starts work that no request waits for. Logs what it throws; a graceful stop waits for it. */
export type Background = (name: string, job: () => Promise<unknown>) => void;

export type Jobs = {
  background: Background;
  /** Runs a job again and again, `seconds` after it ended, until `stop`. */
  every(seconds: number, name: string, job: () => Promise<unknown>): void;
  /** Resolves once no job is running. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

/** `noteUnavailable` records what is away; a repeating job does its work once it is back. */
export function createJobs(log: Logger, noteUnavailable: NoteUnavailable): Jobs {
  const running = new Set<Promise<unknown>>();
  const stopping = new AbortController();

  function start(name: string, job: () => Promise<unknown>): Promise<unknown> {
    const work = job()
      .catch((error: unknown) => {
        if (!noteUnavailable(error)) log.error({ err: error, job: name }, 'a background job failed');
      })
      .finally(() => running.delete(work));
    running.add(work);
    return work;
  }

  async function settled(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  async function repeat(seconds: number, name: string, job: () => Promise<unknown>): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(seconds * 1000, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      // waits for its own end only: on a busy site some other job is always running
      if (!stopping.signal.aborted) await start(name, job);
    }
  }

  return {
    background(name, job) {
      void start(name, job);
    },
    every(seconds, name, job) {
      void repeat(seconds, name, job);
    },
    settled,
    async stop() {
      stopping.abort();
      await settled();
    },
  };
}
