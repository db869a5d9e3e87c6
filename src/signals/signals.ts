import type { Services } from '../context.ts';

/** What happened, by name. Handed on inside the transaction that made it so. */
export type Signals = {
  /** The person is gone for everybody from this commit on: counters and lists of others forget them. */
  userDeleted: { userId: number };
  /** The rows of a deleted person go, in bounded batches that may be run again; outside any transaction. */
  userPurged: { userId: number };
};

type Listener<Name extends keyof Signals> = (services: Services, signal: Signals[Name]) => Promise<void>;

/** The listeners of each signal, in order. */
export type Listeners = { readonly [Name in keyof Signals]: readonly Listener<Name>[] };

/** Hands a signal to its listeners, one after the other; one that throws fails the write it happened in. */
export type Emit = <Name extends keyof Signals>(services: Services, name: Name, signal: Signals[Name]) => Promise<void>;

export function createEmit(listeners: Listeners): Emit {
  return async (services, name, signal) => {
    for (const listener of listeners[name]) await listener(services, signal);
  };
}
