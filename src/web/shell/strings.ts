import type { Request } from 'express';
import { english, type Strings } from './english.ts';

export type { Strings };

const translations: ReadonlyMap<string, Strings> = new Map(Object.entries({ en: english }));

/** The strings in the language the browser asks for; English where there is no translation. */
export function stringsFor(req: Request): Strings {
  const language = req.acceptsLanguages([...translations.keys()]);
  return (language === false ? undefined : translations.get(language)) ?? english;
}

/** Fills `{name}` placeholders. The result is text, not HTML: templates escape it. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** "in 2 minutes", in the language of the strings. */
export function fromNow(seconds: number, { lang }: Strings): string {
  const words = new Intl.RelativeTimeFormat(lang);
  return seconds < 60 ? words.format(seconds, 'second') : words.format(Math.ceil(seconds / 60), 'minute');
}

const rules = new Map<string, Intl.PluralRules>();

/** "1 post", "1,204 posts": the plural form for a count, with the count in the digits of the language. */
export function counted(
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
  count: number,
  lang: string,
): string {
  const known = rules.get(lang) ?? new Intl.PluralRules(lang);
  rules.set(lang, known);
  return fill(forms[known.select(count)] ?? forms.other, { count: count.toLocaleString(lang) });
}
