/** How a setting is edited and shown. get-site-settings contains only `exposed` ones (contract §1.18). */
export type SettingKind = { kind: 'switch' | 'text' | 'number' | readonly string[]; exposed: boolean; description: string };

const exposed = (kind: SettingKind['kind'], description: string): SettingKind => ({ kind, exposed: true, description });
const onOff = (description: string): SettingKind => exposed('switch', description);

/** Every setting of the site. Values are in the database: seeded by a migration, changed by the CLI. */
export const settingsCatalogue: Readonly<Record<string, SettingKind>> = {
  server_key: { kind: 'text', exposed: false, description: 'The key every app sends with each call' },

  siteName: exposed('text', 'Name of the community'),
  siteTitle: exposed('text', 'Title of its pages'),
  siteDesc: exposed('text', 'One sentence about it'),
  siteKeywords: exposed('text', 'Comma list for search engines'),
  siteEmail: exposed('text', 'Sender of mails and contact address'),
  defualtLang: exposed('text', 'Language of new accounts, in lower-case English'),
  theme: exposed('text', 'Theme name that apps may read'),
  logo_extension: exposed('text', 'File extension of the logo'),
  date_style: exposed(['m-d-y', 'd-m-y', 'y-m-d'], 'How event dates are written'),
  version: exposed('text', 'Version of the API that apps expect'),
  script_version: exposed('text', 'The same, under its other name'),
  windows_app_version: exposed('text', 'Newest version of the desktop app'),
  btn_background_color: exposed('text', 'Colour of buttons and of new chats'),

  maxUpload: exposed('number', 'Largest upload apps should offer, in bytes (the server enforces MAX_FILE_BYTES)'),
  maxCharacters: exposed('number', 'Longest comment, in characters'),
  allowedExtenstion: exposed('text', 'File extensions apps should offer'),
  mime_types: exposed('text', 'Types apps should offer'),

  user_registration: onOff('New people may register'),
  emailValidation: onOff('New accounts confirm their e-mail address first'),
  sms_or_email: exposed(['mail', 'sms'], 'How activation codes are sent'),
  deleteAccount: onOff('People may delete their account'),
  profile_privacy: onOff('Profiles are for members alone'),
  two_factor: onOff('People may turn two-factor authentication on'),
  two_factor_type: exposed(['email', 'phone', 'both'], 'How two-factor codes are sent'),
  membership_system: onOff('People buy a package before they may enter'),
  pro: onOff('Pro packages'),
  chatSystem: onOff('Chat'),
  message_seen: onOff('Senders see that their message was read'),
  message_typing: onOff('People see that the other is typing'),
  connectivitySystem: exposed(['0', '1'], '0: people follow each other; 1: people are friends, both ways'),
  connectivitySystemLimit: exposed('number', 'Most people one may follow or befriend'),
  second_post_button: exposed(['wonder', 'dislike', 'reaction', 'disabled'], 'The button beside Like'),
  events: onOff('Events'),
  blogs: onOff('Articles'),
  can_blogs: onOff('Members may write articles'),
  movies: onOff('Movies'),
  groups: onOff('Groups'),
  pages: onOff('Pages'),
  games: onOff('Games'),
  forum: onOff('Forum'),
  find_friends: onOff('People nearby'),
  job_system: onOff('Jobs'),
  offer_system: onOff('Offers'),
  funding_system: onOff('Funding'),
  classified: onOff('Market'),
  user_status: onOff('Stories'),
  video_upload: onOff('Videos in posts'),
  audio_upload: onOff('Sound in posts'),
  fileSharing: onOff('Files in posts'),
  video_chat: onOff('Video calls'),
  audio_chat: onOff('Audio calls'),
  agora_chat_video: onOff('Calls by Agora'),
  twilio_video_chat: onOff('Calls by Twilio'),
  who_call: exposed(['all', 'pro'], 'Who may call'),
  stickers_system: onOff('Stickers in posts'),
  stickers: onOff('Stickers in chats'),
  colored_posts_system: onOff('Posts on coloured ground'),
  post_feelings: onOff('Feelings in posts'),
  post_poll: onOff('Polls in posts'),
  post_location: onOff('Places in posts'),
  poke_system: onOff('Pokes'),
  gift_system: onOff('Gifts'),
  common_things: onOff('Common things'),
  memories_system: onOff('Memories'),
  live_video: onOff('Live video'),
  google_map_api: exposed('text', 'Google Maps key of the apps (public by nature)'),
  giphy_api: exposed('text', 'Giphy key of the apps (public by nature)'),
  push: onOff('Push notifications'),
  android_m_push_id: exposed('text', 'OneSignal app id of the Android messenger'),
  android_n_push_id: exposed('text', 'OneSignal app id of the Android timeline'),
  ios_m_push_id: exposed('text', 'OneSignal app id of the iOS messenger'),
  ios_n_push_id: exposed('text', 'OneSignal app id of the iOS timeline'),
  node_socket_flow: onOff('Apps use the socket instead of polling'),
  nodejs_port: exposed('text', 'Port of the socket (with node_socket_flow: the one of BASE_URL)'),
  nodejs_ssl: onOff('The socket speaks TLS'),
  nodejs_ssl_port: exposed('text', 'TLS port of the socket (with node_socket_flow: the one of BASE_URL)'),
  currency: exposed('text', 'Currency of the site'),
  user_limit: exposed('number', 'Most accounts; 0: no limit'),
  post_limit: exposed('number', 'Most posts a person may write in an hour; 0: no limit'),
  order_posts_by: exposed(['0', '1'], 'Home feed of new accounts: 0 all, 1 people they follow'),
  english: onOff('English is offered'),
};

/** What is wrong with a value for a setting, in words for the admin; undefined for a valid one. */
export function settingProblem(name: string, value: string): string | undefined {
  const setting = Object.hasOwn(settingsCatalogue, name) ? settingsCatalogue[name] : undefined;
  if (!setting) return `there is no setting named ${name}`;
  if (setting.kind === 'switch' && !/^[01]$/.test(value)) return `${name} is a switch: 0 or 1`;
  if (setting.kind === 'number' && !/^\d{1,12}$/.test(value)) return `${name} is a whole number`;
  if (typeof setting.kind === 'object' && !setting.kind.includes(value)) return `${name} is one of ${setting.kind.join(', ')}`;
  if (value.length > 2000) return `${name} is at most 2000 characters long`;
  if (name === 'server_key' && !/^[\w-]{16,200}$/.test(value)) return 'server_key is 16 to 200 letters, digits, - and _';
  return undefined;
}
