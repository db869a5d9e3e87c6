import type { Json } from './kinds.ts';

/**
 * The main objects of the wire as every family can read them (contract §1), each with room for other members. String columns come
 * from the same list as the schemas. The values that matter and the computed members are written out.
 */
export * from './examples/catalogue.ts';
export * from './examples/chats.ts';
export * from './examples/people.ts';
export * from './examples/posts.ts';
export * from './examples/site.ts';

/** A success answer. */
export function exampleAnswer(members: Json = {}): Json {
  return { api_status: 200, ...members };
}

/** An endpoint's error, or with "404" the gate's. */
export function exampleError(id: unknown = 6, text: unknown = 'Recipient user not found', status: unknown = '400'): Json {
  return { api_status: status, errors: { error_id: id, error_text: text } };
}
