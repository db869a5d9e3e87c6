// What the page tells a native app around it, as JSON text. Contract §2.30.

/** A profile of a person, page or group is to be opened. */
export const nativeProfile = (type: 'user' | 'page' | 'group', id: string | number) =>
  JSON.stringify({ type, profile_id: String(id) });
/** The composer was tapped. */
export const nativeComposer = () => JSON.stringify({ type: 'publisher-box' });
export const nativeEdit = (postId: string, text: string) =>
  JSON.stringify({ type: 'edit_post', post_id: postId, edit_text: text });
export const nativeDelete = (postId: string) => JSON.stringify({ type: 'delete_post', post_id: postId });
export const nativeLightbox = (url: string) => JSON.stringify({ type: 'lightbox', image_url: url });
/** A picture in a comment; spelt so by the apps. */
export const nativeCommentLightbox = (url: string) => JSON.stringify({ type: 'lighbox', image_url: url });
export const nativeMap = (location: string) => JSON.stringify({ type: 'map', location });
export const nativeUrl = (link: string) => JSON.stringify({ type: 'url', link });
