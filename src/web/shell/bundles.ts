/**
 * The styles and scripts of the pages, by the name each is served under: the files of the rooms it is made of, in this order.
 * Every page loads `style.css`, every page of a signed-in person also what `site.eta` names; the rest belongs to single pages.
 */
export const bundles: Readonly<Record<string, readonly string[]>> = {
  'style.css': ['shell/styles/tokens.css', 'shell/styles/base.css', 'shell/styles/plain-page.css', 'shell/styles/fields.css'],
  'site.css': [
    'shell/styles/site.css',
    'shell/styles/top-bar.css',
    'shell/styles/menu.css',
    'shell/styles/notices.css',
    'shell/styles/lightbox.css',
    'shell/styles/buttons.css',
    'shell/styles/cards.css',
    'shell/forms/forms.css',
    'shell/forms/files.css',
    'directory/header.css',
  ],
  'posts.css': [
    'feed/feed.css',
    'post/card/post.css',
    'post/card/gallery.css',
    'post/card/attachments.css',
    'post/card/poll.css',
    'post/card/actions.css',
    'comments/comments.css',
  ],
  'writing.css': ['composer/composer.css', 'composer/poll.css', 'stories/tray/tray.css'],
  'chat.css': [
    'messages/chats/chats.css',
    'messages/groups/groups.css',
    'messages/conversation/conversation.css',
    'messages/conversation/messages.css',
  ],
  'stories.css': ['stories/story.css'],
  'article.css': ['articles/article.css'],
  'page.js': ['shell/layout/page.js'],
  'writing.js': ['shell/forms/files.js', 'composer/poll.js'],
  'bridge.js': ['shell/layout/bridge.js'],
  'story.js': ['stories/story.js'],
};
