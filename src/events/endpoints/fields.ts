import { z } from 'zod';
import { file, text, title, type Upload } from '../../http/form.ts';
import { clockOf, dayOf } from '../rules/moments.ts';

export const missing = [3, '{field} (POST) is missing'] as const;
export const eventNotFound = [6, 'event not found'] as const;

export const DEFAULT_LIMIT = 35;

/** A text that is converted into a day or a time of day, or refused. */
const read = (meaning: (text: string) => string | undefined, reason: string) =>
  text(40).transform((value, context) => {
    const meant = meaning(value);
    if (meant === undefined) context.addIssue({ code: 'custom', message: reason });
    return meant ?? z.NEVER;
  });

export const day = () => read(dayOf, 'dateInvalid');
export const clock = () => read(clockOf, 'timeInvalid');

/** A cover, under any of the names that apps use. */
export const covers = () => ({ event_cover: file().optional(), 'event-cover': file().optional(), cover: file().optional() });

type Covers = { [Name in 'event_cover' | 'event-cover' | 'cover']?: Upload | undefined };

export const coverIn = (input: Covers): Upload | undefined => input.event_cover ?? input['event-cover'] ?? input.cover;

export const eventName = () => title(150).refine((value) => value.trim().length >= 5, 'nameTooShort');
export const eventDescription = () => text(10_000).refine((value) => value.trim().length >= 10, 'descriptionTooShort');

export const nameTooShort = 'Title should be more than 10 characters';
export const descriptionTooShort = 'Description should be more than 10 characters';
export const imageRefused = 'Image format is not supported, (jpg, png, gif, jpeg) are supported.';
