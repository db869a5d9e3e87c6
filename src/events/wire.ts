import { z } from 'zod';
import { UserData } from '../users/wire.ts';

/** Text members, by name. */
function texts<const Name extends string>(...names: readonly Name[]): Record<Name, z.ZodString> {
  // fromEntries loses the names; they are those passed in
  return Object.fromEntries(names.map((name) => [name, z.string()])) as Record<Name, z.ZodString>;
}

/** An event, contract §1.9: dates in the site's date_style, and as ISO days for editors. */
export const EventData = z
  .object({
    ...texts('id', 'name', 'location', 'description', 'start_date', 'start_time', 'end_date', 'end_time', 'poster_id', 'cover'),
    ...texts('url', 'start_edit_date', 'end_edit_date', 'start_date_js', 'going_count', 'interested_count'),
    user_data: UserData,
    is_owner: z.boolean(),
    is_going: z.boolean(),
    is_interested: z.boolean(),
  })
  .meta({ id: 'EventData' });
