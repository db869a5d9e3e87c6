/** What an admin of a page can be allowed to do. Contract §1.7 admin_info. */
export const PRIVILEGES = ['general', 'info', 'social', 'avatar', 'design', 'admins', 'analytics', 'delete_page'] as const;

export type Privilege = (typeof PRIVILEGES)[number];

/** Labels of a page's button, by the number in `call_action_type`; 0 is no button. */
export const CALL_ACTIONS: ReadonlyMap<number, string> = new Map([
  [1, 'Read more'],
  [2, 'Shop now'],
  [3, 'View now'],
  [4, 'Visit now'],
  [5, 'Book now'],
  [6, 'Learn more'],
  [7, 'Play now'],
  [8, 'Listen now'],
  [9, 'Donate'],
  [10, 'Apply here'],
  [11, 'Contact us'],
  [12, 'Order now'],
  [13, 'Book tickets'],
  [14, 'Enroll now'],
  [15, 'Download'],
  [16, 'Get a quote'],
  [17, 'Get tickets'],
  [18, 'Find us'],
  [19, 'Order online'],
  [20, 'Pre-order now'],
  [21, 'Make an appointment'],
  [22, 'Sign up now'],
  [23, 'Subscribe'],
  [24, 'Register now'],
]);
