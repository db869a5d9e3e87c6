// The messages that the page sends to a native app around it, as JSON text. Contract §2.30.

/** Open the profile of a person, page or group. */
export const nativeProfile = (type: 'user' | 'page' | 'group', id: string | number) =>
  JSON.stringify({ type, profile_id: String(id) });
/** Open the composer of the app. */
export const nativeComposer = () => JSON.stringify({ type: 'publisher-box' });
export const nativeEdit = (postId: string, text: string) =>
  JSON.stringify({ type: 'edit_post', post_id: postId, edit_text: text });
export const nativeDelete = (postId: string) => JSON.stringify({ type: 'delete_post', post_id: postId });
export const nativeLightbox = (url: string) => JSON.stringify({ type: 'lightbox', image_url: url });
/** A picture in a comment. The apps spell it this way. */
export const nativeCommentLightbox = (url: string) => JSON.stringify({ type: 'lighbox', image_url: url });
export const nativeMap = (location: string) => JSON.stringify({ type: 'map', location });
export const nativeUrl = (link: string) => JSON.stringify({ type: 'url', link });
