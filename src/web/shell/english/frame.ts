export const nav = {
  label: 'Main',
  skip: 'Skip to the posts',
  home: 'Home',
  profile: 'My profile',
  saved: 'Saved posts',
  notifications: 'Notifications',
  messages: 'Messages',
  unread: { one: '{count} new', other: '{count} new' },
  menu: 'Menu of {name}',
  signOut: 'Sign out',
  back: 'Back to the posts',
};

export const notices = {
  label: 'Messages from the site',
  close: 'Close',
  shared: 'Shared on your timeline.',
  saved: 'Saved. You can find it under “Saved posts”.',
  unsaved: 'No longer saved.',
  reported: 'Thank you. Our staff will look at it.',
  unreported: 'Your report was withdrawn.',
  offline: 'You are offline. Nothing you do now is sent.',
  failed: 'That did not work. Check your connection and try again.',
  tryAgain: 'Try again',
};
