import { getManyUsersData, getUserData, getUserDataUsername } from './profile.ts';
import { commonThings, fetchRecommended } from './recommended.ts';

export const userEndpoints = [getUserData, getUserDataUsername, getManyUsersData, commonThings, fetchRecommended];
