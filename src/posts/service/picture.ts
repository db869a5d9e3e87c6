import type { Services } from '../../context.ts';
import type { Signals } from '../../signals/signals.ts';
import { addPost } from './create.ts';

const KINDS = { avatar: 'profile_picture', cover: 'profile_cover_picture' } as const;

/** A new avatar or cover is a post of its own, for everyone. Contract §1.3 postType. */
export async function postPicture(services: Services, { userId, kind, key }: Signals['pictureChanged']): Promise<void> {
  const row = {
    author_id: userId,
    kind: KINDS[kind],
    text: '',
    file_key: key,
    file_kind: 'image',
    created_at: new Date(),
  } as const;
  await services.write((tx) => addPost(services, tx, { row, files: { columns: {}, photos: [], keys: [key] } }));
}
