import { postActions } from './actions.ts';
import { albums } from './albums.ts';
import { getMemories, getUserAlbums, mostLiked, mostWatched, posts, searchForPosts } from './lists.ts';
import { newPost } from './new-post.ts';
import { getPostData, hidePost, voteUp } from './one.ts';
import { getReactions } from './reactions.ts';

export const postEndpoints = [
  posts,
  newPost,
  postActions,
  getPostData,
  getUserAlbums,
  albums,
  getReactions,
  voteUp,
  hidePost,
  searchForPosts,
  mostLiked,
  mostWatched,
  getMemories,
];
