import { getManyUsersData, getUserData, getUserDataUsername } from './profile.ts';
import { commonThings, fetchRecommended } from './recommended.ts';
import { updateUserData } from './update.ts';

export const userEndpoints = [getUserData, getUserDataUsername, getManyUsersData, updateUserData, commonThings, fetchRecommended];
