import { takenFields } from '../../auth/service/accounts.ts';
import {
  lockProvenPassword,
  newPasswordHash,
  revokeOtherSessions,
  spendEmailChange,
  startEmailChange,
} from '../../auth/service/credentials.ts';
import { emailAccountOwner } from '../../auth/service/notices.ts';
import { startMailSetup } from '../../auth/service/two-factor.ts';
import type { ViewerContext } from '../../context.ts';
import { refuseDuplicates } from '../../database/duplicate-key.ts';
import type { Tx } from '../../database/write.ts';
import { Refusal } from '../../http/errors.ts';
import type { Upload } from '../../http/form.ts';
import { type StoredImage, storeImage } from '../../media/image.ts';
import { fullKeyOf } from '../../media/keys.ts';
import { claimMedia, discardMedia, releaseMedia } from '../../media/ledger.ts';
import { changeName, refuseReservedName } from '../../names/service.ts';
import { hydrateUsers, type User } from '../hydrate.ts';
import { lockProfile, type UserRow, updateUser } from '../queries.ts';
import { NOTIFICATION_KINDS, wantedNotifications } from '../rules.ts';

/** A form of update-user-data: absent fields stay unchanged. */
export type ProfileChanges = { [name: string]: string | number | Upload | undefined } & {
  username?: string | undefined;
  email?: string | undefined;
  avatar?: Upload | undefined;
  cover?: Upload | undefined;
};

/** Columns that take their form field as it is: the allow-list of what a user can write in their row. */
const TEXT_COLUMNS = [
  'phone_number',
  'first_name',
  'last_name',
  'gender',
  'birthday',
  'country_id',
  'about',
  'address',
  'city',
  'zip',
  'school',
  'working',
  'working_link',
  'website',
  'facebook',
  'google',
  'twitter',
  'linkedin',
  'youtube',
  'vk',
  'instagram',
  'post_privacy',
  'language',
  'timezone',
  'lat',
  'lng',
] as const satisfies readonly (keyof UserRow)[];

/** Columns whose field is a digit of a short list. */
const NUMBER_COLUMNS = [
  'follow_privacy',
  'friend_privacy',
  'message_privacy',
  'birth_privacy',
  'visit_privacy',
  'confirm_followers',
  'show_activities_privacy',
  'share_my_location',
  'order_posts_by',
  'notifications_sound',
] as const satisfies readonly (keyof UserRow)[];

/** Which changed names are taken, as reasons by field. */
export async function changedFieldsTaken(
  ctx: ViewerContext,
  wanted: { username?: string | undefined; email?: string | undefined },
) {
  const me = await myself(ctx);
  return takenFields(ctx, {
    ...(wanted.username && !sameName(wanted.username, me.username) ? { username: wanted.username } : {}),
    ...(wanted.email && wanted.email.toLowerCase() !== me.email ? { email: wanted.email } : {}),
  });
}

/**
 * Applies the form to the viewer in one transaction, and removes the files of replaced pictures. Refuses `nameTaken`,
 * `nameReserved`, `emailTaken`, `phoneTaken`, `wrongPassword`, and for pictures `unsupported`, `corrupt`, `tooLarge`. Contract:
 * update-user-data (allow-list instead of mass assignment).
 */
export async function updateProfile(ctx: ViewerContext, form: ProfileChanges): Promise<{ codeSent: boolean }> {
  const me = await myself(ctx);
  const newName = form.username !== undefined && form.username !== me.username ? form.username : undefined;
  if (newName && !sameName(newName, me.username)) await refuseReservedName(ctx, newName);
  const [taken] = await changedFieldsTaken(ctx, { email: form.email });
  if (taken) throw new Refusal(taken.reason);
  const waitsForCode = form.email !== undefined && form.email.toLowerCase() !== me.email && ctx.settings.isOn('emailValidation');
  if (waitsForCode) await spendEmailChange(ctx);
  const password = await newPasswordOf(ctx, form);
  const pictures = await storePictures(ctx, form);
  const keys = Object.values(pictures).flatMap((picture) => picture.keys);
  try {
    await ctx.write(async (tx) => {
      if (password) await lockProvenPassword(tx, password.proven);
      const before = await lockProfile(tx, me.id);
      if (newName) await changeName(tx, { from: before.username, to: newName, kind: 'user' });
      const changes = {
        ...columnChanges(ctx, form, me),
        ...pictureChanges(ctx, pictures),
        ...(newName ? { username: newName } : {}),
        ...(form.email && !waitsForCode ? emailChange(form.email, me) : {}),
        ...(password ? { password_hash: password.hash } : {}),
        ...(form.lat !== undefined || form.lng !== undefined ? { location_changed_at: ctx.now } : {}),
      };
      await saveChanges(tx, me.id, changes);
      await claimMedia(tx, keys);
      await releaseMedia(tx, replacedKeys(before, pictures));
      if (password) await revokeOtherSessions(ctx, tx);
      await ctx.emit(ctx, 'userChanged', { userId: me.id });
      for (const [kind, picture] of Object.entries(pictures)) {
        await ctx.emit(ctx, 'pictureChanged', {
          userId: me.id,
          kind: kind === 'avatar' ? 'avatar' : 'cover',
          key: picture.fullKey,
        });
      }
    });
  } catch (error) {
    await discardMedia(ctx.media, keys);
    throw error;
  }
  if (password) emailAccountOwner(ctx, me, 'passwordChanged');
  if (form.email && !waitsForCode && form.email.toLowerCase() !== me.email) emailAccountOwner(ctx, me, 'emailChanged');
  if (form.two_factor === 'off' && me.two_factor !== 'off') emailAccountOwner(ctx, me, 'secondFactorOff');
  if (waitsForCode && form.email) await startEmailChange(ctx, form.email);
  if (form.two_factor === 'on' && me.two_factor === 'off') await startMailSetup(ctx);
  return { codeSent: waitsForCode || (form.two_factor === 'on' && me.two_factor === 'off') };
}

async function myself(ctx: ViewerContext): Promise<User> {
  const me = (await hydrateUsers(ctx, [ctx.viewer.id])).users.get(ctx.viewer.id);
  if (!me) throw new Error('the viewer has no row');
  return me;
}

function newPasswordOf(ctx: ViewerContext, form: ProfileChanges): ReturnType<typeof newPasswordHash> | undefined {
  if (typeof form.new_password !== 'string') return undefined;
  return newPasswordHash(ctx, { current: String(form.current_password), next: form.new_password });
}

async function storePictures(
  ctx: ViewerContext,
  { avatar, cover }: ProfileChanges,
): Promise<{ avatar?: StoredImage; cover?: StoredImage }> {
  const ownerId = ctx.viewer.id;
  const stored: { avatar?: StoredImage; cover?: StoredImage } = {};
  try {
    if (avatar) stored.avatar = await storeImage(ctx.media, avatar, { kind: 'avatar', ownerId });
    if (cover) stored.cover = await storeImage(ctx.media, cover, { kind: 'cover', ownerId });
    return stored;
  } catch (error) {
    await discardMedia(ctx.media, stored.avatar?.keys ?? []);
    throw error;
  }
}

/** The files that the new pictures replace. */
function replacedKeys(
  before: { avatar: string; cover: string },
  pictures: { avatar?: StoredImage; cover?: StoredImage },
): string[] {
  const kinds = (['avatar', 'cover'] as const).filter((kind) => pictures[kind] && before[kind] !== '');
  return kinds.flatMap((kind) => [before[kind], fullKeyOf(before[kind])]);
}

function pictureChanges(ctx: ViewerContext, { avatar, cover }: { avatar?: StoredImage; cover?: StoredImage }): Partial<UserRow> {
  return {
    ...(avatar ? { avatar: avatar.key, avatar_changed_at: ctx.now } : {}),
    ...(cover ? { cover: cover.key, cover_changed_at: ctx.now } : {}),
  };
}

function columnChanges(ctx: ViewerContext, form: ProfileChanges, me: User): Partial<UserRow> {
  const given = isCountry(ctx, form.country_id) ? form : { ...form, country_id: undefined };
  const texts = TEXT_COLUMNS.flatMap((column) => (given[column] === undefined ? [] : [[column, given[column]]]));
  const numbers = NUMBER_COLUMNS.flatMap((column) => (form[column] === undefined ? [] : [[column, Number(form[column])]]));
  return {
    ...Object.fromEntries([...texts, ...numbers]),
    ...(form.state === undefined ? {} : { state_name: String(form.state) }),
    ...(form.relationship === undefined ? {} : { relationship_id: Number(form.relationship) }),
    ...(form.status === undefined ? {} : { appears_offline: Number(form.status) }),
    ...(form.two_factor === 'off' ? { two_factor: 'off', totp_secret: '', totp_last_step: 0 } : {}),
    ...notificationChanges(form, me),
  };
}

/** Whether it is a country of the site, or 0 for none. Apps have lists of their own. */
function isCountry({ settings }: ViewerContext, id: ProfileChanges[string]): boolean {
  return id === 0 || settings.countries().some((country) => country.id === id);
}

function notificationChanges(form: ProfileChanges, me: User): Partial<UserRow> {
  const given = NOTIFICATION_KINDS.filter((kind) => form[kind] !== undefined);
  if (given.length === 0) return {};
  const wanted = { ...wantedNotifications(me), ...Object.fromEntries(given.map((kind) => [kind, Number(form[kind])])) };
  return { notification_settings: JSON.stringify(wanted) };
}

function emailChange(email: string, me: User): Partial<UserRow> {
  return email.toLowerCase() === me.email ? {} : { email: email.toLowerCase(), email_verified_at: null };
}

async function saveChanges(tx: Tx, id: number, changes: Partial<UserRow>): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  const verdicts = {
    users_username_unique: 'nameTaken',
    users_email_unique: 'emailTaken',
    users_phone_number_unique: 'phoneTaken',
  };
  await refuseDuplicates(verdicts, updateUser(tx, id, changes));
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
