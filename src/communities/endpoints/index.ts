import { createGroup, deleteGroup, getGroupData, reportGroup, updateGroupData } from './groups.ts';
import { getCommunity, getMyGroups, getMyPages } from './lists.ts';
import {
  deleteGroupMember,
  getBanList,
  getGroupMembers,
  groupAdd,
  groups,
  joinGroup,
  makeGroupAdmin,
  notInGroupMember,
  unbanGroupMember,
} from './members.ts';
import {
  getPageAdmins,
  likePage,
  makePageAdmin,
  notInPageMember,
  pageAdd,
  pageReviews,
  ratePage,
  updatePrivileges,
} from './page-people.ts';
import { createPage, deletePage, getPageData, reportPage } from './pages.ts';
import { updatePageData } from './update-page.ts';

export const communityEndpoints = [
  getGroupData,
  createGroup,
  updateGroupData,
  joinGroup,
  groups,
  getGroupMembers,
  notInGroupMember,
  groupAdd,
  deleteGroupMember,
  unbanGroupMember,
  getBanList,
  makeGroupAdmin,
  reportGroup,
  deleteGroup,
  getPageData,
  createPage,
  updatePageData,
  likePage,
  notInPageMember,
  pageAdd,
  makePageAdmin,
  getPageAdmins,
  updatePrivileges,
  pageReviews,
  ratePage,
  reportPage,
  deletePage,
  getCommunity,
  getMyGroups,
  getMyPages,
];
