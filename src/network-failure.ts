// Network errors by their code. Drivers keep the code, its cause or only a text that contains it.
const KINDS = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['ENETDOWN', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
]);

const IN_TEXT = new RegExp(`\\b(${[...KINDS.keys()].join('|')})\\b`);

/**
 * How the network failed below an error of a client: `refused`, `reset`, `timeout` or `unreachable`; undefined when it was not
 * the network. Use it only for errors of clients with one server: a refused link preview looks the same.
 */
export function networkFailure(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = 'code' in cause ? String(cause.code) : '';
    const known = KINDS.get(code) ?? KINDS.get(IN_TEXT.exec(cause.message)?.[1] ?? '');
    if (known) return known;
    if (/time(d )?\s?out/i.test(`${cause.name} ${code} ${cause.message}`)) return 'timeout';
  }
  return undefined;
}
