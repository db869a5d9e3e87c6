import type { z } from 'zod';
import type { PagePublisher } from '../../communities/wire.ts';
import type { Ctx } from '../../context.ts';
import type { UserData } from '../../users/wire.ts';
import { pageAddress, pathOf, userAddress } from './addresses.ts';
import { nativeProfile } from './native.ts';

/** The author of something: a person or a page. Without `href` the viewer may not know them. */
export type Author = {
  name: string;
  avatar: string;
  href: string | undefined;
  native: string | undefined;
  isVerified: boolean;
};

type Publisher = z.output<typeof UserData> | z.output<typeof PagePublisher>;

export function authorOf(publisher: Publisher, { config }: Pick<Ctx, 'config'>): Author {
  const avatar = pathOf(publisher.avatar, config);
  const common = { name: publisher.name, avatar, isVerified: publisher.verified === '1' };
  if ('page_id' in publisher) {
    return { ...common, href: pageAddress(publisher.page_id), native: nativeProfile('page', publisher.page_id) };
  }
  if (publisher.user_id === '0') return { ...common, href: undefined, native: undefined };
  return { ...common, href: userAddress(publisher.user_id), native: nativeProfile('user', publisher.user_id) };
}
