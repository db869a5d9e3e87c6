import { nearby } from './nearby.ts';
import { getNearbyUsers, getUserSuggestions } from './people.ts';
import { recentSearch, search } from './search.ts';

export const searchEndpoints = [search, recentSearch, getNearbyUsers, getUserSuggestions, nearby];
