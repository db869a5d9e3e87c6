import { defineTarget } from '../core/target.ts';

const NEVER = new Date(0);

export const pages = defineTarget(
  'pages',
  {
    id: 0,
    owner_id: 0,
    name: '',
    title: '',
    description: '',
    avatar: '',
    cover: '',
    category_id: 0,
    website: '',
    call_action_url: '',
    call_action_type: 0,
    company: '',
    phone: '',
    address: '',
    facebook: '',
    instagram: '',
    twitter: '',
    linkedin: '',
    vk: '',
    youtube: '',
    google: '',
    users_post: 0,
    verified: 0,
    boosted: 0,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

export const pageLikes = defineTarget(
  'page_likes',
  { page_id: 0, user_id: 0, created_at: NEVER },
  { kind: 'relation', keep: ['page_id', 'user_id', 'created_at'] },
);

export const pageAdmins = defineTarget(
  'page_admins',
  {
    page_id: 0,
    user_id: 0,
    general: 1,
    info: 1,
    social: 1,
    avatar: 1,
    design: 1,
    analytics: 1,
    admins: 0,
    delete_page: 0,
    created_at: NEVER,
  },
  { kind: 'relation', keep: ['page_id', 'user_id', 'created_at'] },
);

export const pageReviews = defineTarget(
  'page_reviews',
  { page_id: 0, user_id: 0, valuation: 1, text: '', created_at: NEVER },
  { kind: 'relation', keep: ['page_id', 'user_id', 'created_at'] },
);

export const pageReports = defineTarget(
  'page_reports',
  { page_id: 0, reporter_id: 0, text: '', created_at: NEVER },
  { kind: 'relation', keep: ['page_id', 'reporter_id', 'created_at'] },
);

export const groups = defineTarget(
  'community_groups',
  {
    id: 0,
    owner_id: 0,
    name: '',
    title: '',
    about: '',
    avatar: '',
    cover: '',
    category_id: 0,
    privacy: 1,
    join_privacy: 1,
    created_at: NEVER,
  },
  { kind: 'entity', rowsAtOnce: 100 },
);

export const groupMembers = defineTarget(
  'group_members',
  { group_id: 0, user_id: 0, state: 'member', role: 'member', created_at: NEVER },
  { kind: 'relation', keep: ['group_id', 'user_id', 'role', 'created_at'] },
);

/** Staff, written after the members: their role counts. */
export const groupStaff = defineTarget(
  'group_members',
  { group_id: 0, user_id: 0, state: 'member', role: 'admin', created_at: NEVER },
  { kind: 'relation', keep: ['group_id', 'user_id', 'created_at'] },
);

export const groupReports = defineTarget(
  'group_reports',
  { group_id: 0, reporter_id: 0, text: '', created_at: NEVER },
  { kind: 'relation', keep: ['group_id', 'reporter_id', 'created_at'] },
);
