import { nativeComposer } from './native.ts';
import type { Strings } from './strings.ts';
import type { TopBar } from './top-bar.ts';

/** What a composer holds when it is shown again. Files a browser sends anew or not at all. */
export type Written = { text: string; privacy: string; feeling: string; answers: readonly string[] };

/** Where a post is written: on one's own timeline, or in a place one may write in. */
export type ComposerPlace = { kind: 'timeline' } | { kind: 'page' | 'group'; id: number };

/** The box in which a post is written. */
export type Composer = {
  /** The hidden field that names the place. */
  place: { field: string; id: number } | undefined;
  prompt: string;
  avatar: string;
  privacies: { value: string; label: string; isOn: boolean }[];
  feelings: { value: string; label: string; isOn: boolean }[];
  text: string;
  /** As many as a poll may have, blank ones included. */
  answers: string[];
  problem: string | undefined;
  native: string;
};

export const MAX_ANSWERS = 6;

const NOTHING: Written = { text: '', privacy: '0', feeling: '', answers: [] };

type Shown = { me: TopBar['me']; text: Strings; written?: Written | undefined; problem?: string | undefined };

/** The composer for a place, empty, or with what was written and what is wrong with it. */
export function composerOf(place: ComposerPlace, { me, text, written = NOTHING, problem }: Shown): Composer {
  const words = text.composer;
  const isPlace = place.kind !== 'timeline';
  return {
    place: isPlace ? { field: `${place.kind}_id`, id: place.id } : undefined,
    prompt: isPlace ? (place.kind === 'group' ? words.inGroup : words.onPage) : words.prompt,
    avatar: me.avatar,
    // who sees it is for the place to say
    privacies: isPlace ? [] : optionsOf(words.privacy, written.privacy),
    feelings: optionsOf(text.feelings, written.feeling),
    text: written.text,
    answers: Array.from({ length: MAX_ANSWERS }, (_, index) => written.answers[index] ?? ''),
    problem,
    native: nativeComposer(),
  };
}

function optionsOf(labels: Record<string, string>, chosen: string) {
  return Object.entries(labels).map(([value, label]) => ({ value, label, isOn: value === chosen }));
}
