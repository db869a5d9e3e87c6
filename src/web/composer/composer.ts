import type { TopBar } from '../shell/layout/top-bar.ts';
import { nativeComposer } from '../shell/native.ts';
import type { Strings } from '../shell/strings.ts';

/** What the composer keeps when it is shown again. Files are not kept: the user must choose them again. */
export type ComposerDraft = { text: string; privacy: string; feeling: string; answers: readonly string[] };

/** Where the post goes: the viewer's own timeline, or a container they may post in. */
export type ComposerContainer = { kind: 'timeline' } | { kind: 'page' | 'group'; id: number };

/** The form for a new post. */
export type Composer = {
  /** The hidden field that names the container. */
  container: { field: string; id: number } | undefined;
  prompt: string;
  avatar: string;
  privacies: { value: string; label: string; isOn: boolean }[];
  feelings: { value: string; label: string; isOn: boolean }[];
  text: string;
  /** All answers a poll may have, blank ones included. */
  answers: string[];
  problem: string | undefined;
  native: string;
};

export const MAX_ANSWERS = 6;

const NO_DRAFT: ComposerDraft = { text: '', privacy: '0', feeling: '', answers: [] };

type Shown = { me: TopBar['me']; text: Strings; draft?: ComposerDraft | undefined; problem?: string | undefined };

/** The composer for a container: empty, or with a draft and what is wrong with it. */
export function composerOf(container: ComposerContainer, { me, text, draft = NO_DRAFT, problem }: Shown): Composer {
  const words = text.composer;
  const isContainer = container.kind !== 'timeline';
  return {
    container: isContainer ? { field: `${container.kind}_id`, id: container.id } : undefined,
    prompt: isContainer ? (container.kind === 'group' ? words.inGroup : words.onPage) : words.prompt,
    avatar: me.avatar,
    // the container decides who sees it
    privacies: isContainer ? [] : optionsOf(words.privacy, draft.privacy),
    feelings: optionsOf(text.feelings, draft.feeling),
    text: draft.text,
    answers: Array.from({ length: MAX_ANSWERS }, (_, index) => draft.answers[index] ?? ''),
    problem,
    native: nativeComposer(),
  };
}

function optionsOf(labels: Record<string, string>, selected: string) {
  return Object.entries(labels).map(([value, label]) => ({ value, label, isOn: value === selected }));
}
