export const notifications = {
  title: 'Notifications',
  new: 'New',
  more: 'Older notifications',
  empty: { title: 'No notifications yet', text: 'When people follow you, react or write to you, it shows up here.' },
};
