import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename } from 'node:path';

/** One recorded request. `path` is the request's path without its query; `placeholders` are the values it needs. */
export type Transcript = {
  name: string;
  stack: string;
  case: string;
  path: string;
  hasFile: boolean;
  placeholders: string[];
  raw: Buffer;
};

type Answer = { status: number; headers: Record<string, string>; body: string };
type Values = Record<string, string>;
type FormStyle = { space: string; plain: string };

const FOLDER = new URL('../fixtures/http/', import.meta.url);
const LIMIT_MS = 5000;
const CONTINUE_MS = 1000;
const BLANK_LINE = '\r\n\r\n';

/** The ASCII characters besides letters and digits that each stack leaves unescaped, and its form of a space. */
const rfc3986: FormStyle = { space: '%20', plain: '-._~' };
const urlSearchParams: FormStyle = { space: '+', plain: '*-._' };
const formStyles: Record<string, FormStyle> = {
  alamofire: { space: '%20', plain: '-._~/?' },
  axios: urlSearchParams,
  chromium: urlSearchParams,
  curl: { ...rfc3986, space: '+' },
  'dart-http': { ...rfc3986, space: '+' },
  dio: { ...rfc3986, space: '+' },
  dotnet: { ...rfc3986, space: '+' },
  nsurlsession: { space: '%20', plain: '-._~/?' },
  okhttp: { space: '%20', plain: '*-._' },
  undici: urlSearchParams,
};

/** Every transcript of `test/fixtures/http`, by name. A file is `<stack>-<case>.http`; a case has no hyphen. */
export function listTranscripts(): Transcript[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.http'));
  return files.sort().map((file) => {
    const raw = readFileSync(new URL(file, FOLDER));
    const name = basename(file, '.http');
    const cut = name.lastIndexOf('-');
    const text = raw.toString();
    return {
      name,
      stack: name.slice(0, cut),
      case: name.slice(cut + 1),
      path: /^\w+ ([^ ?]+)/.exec(text)?.[1] ?? '',
      hasFile: /filename="?[^";]/i.test(text),
      placeholders: [...new Set(Array.from(text.matchAll(/\{\{([A-Z_]+)\}\}/g), (match) => match[1] ?? ''))],
      raw,
    };
  });
}

/** The bytes to send: the head, and the body in the chunks it was sent in. HOST is `127.0.0.1:port` by default. */
export function render(transcript: Transcript, values: Values): { head: string; body: Buffer[] } {
  const cut = transcript.raw.indexOf(BLANK_LINE);
  const head = fill(transcript.raw.subarray(0, cut), values, String).toString();
  const body = transcript.raw.subarray(cut + BLANK_LINE.length);
  const type = header(head, 'content-type');
  const boundary = /boundary="?([^";]+)/i.exec(type)?.[1];
  const fillPiece = (piece: Buffer) =>
    boundary === undefined
      ? fill(piece, values, encoderOf(transcript, type))
      : join(
          split(piece, `--${boundary}`).map((part) => withPartLength(fill(part, values, String))),
          `--${boundary}`,
        );

  if (header(head, 'transfer-encoding').toLowerCase() === 'chunked') {
    const chunks = readChunks(body);
    if (!chunks?.complete) throw new Error(`${transcript.name}: broken chunks`);
    return {
      head,
      body: chunks.chunks.map((chunk) => sized(fillPiece(chunk.data), chunk.size)).concat(Buffer.from('0\r\n\r\n')),
    };
  }
  const filled = fillPiece(body);
  return { head: head.replace(/^(content-length: *)\d+/im, `$1${filled.length}`), body: [filled] };
}

/** Sends a transcript as its client would and gives the answer. Fails after 5 s, or on a missing value. */
export function replay(options: { port: number; transcript: Transcript; values: Values }): Promise<Answer> {
  const { port, transcript, values } = options;
  const { head, body } = render(transcript, { HOST: `127.0.0.1:${port}`, ...values });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const limit = setTimeout(() => reject(new Error(`${transcript.name}: no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
  const sendBody = once(() => write(socket, body));
  let received: Buffer = Buffer.alloc(0);
  let patience: NodeJS.Timeout | undefined;

  function read(closed: boolean) {
    for (;;) {
      const cut = received.indexOf(BLANK_LINE);
      if (cut < 0) break;
      const answerHead = received.subarray(0, cut).toString();
      const status = Number(answerHead.split(' ')[1]);
      const rest = received.subarray(cut + BLANK_LINE.length);
      if (status >= 200) {
        const answerBody = readBody(answerHead, rest, closed);
        if (answerBody) resolve({ status, headers: headersOf(answerHead), body: answerBody.toString() });
        break;
      }
      if (status === 100) sendBody();
      received = rest;
    }
    if (closed) reject(new Error(`${transcript.name}: closed after ${received.length} bytes`));
  }

  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    read(false);
  });
  socket.on('error', reject);
  socket.on('close', () => read(true));
  socket.write(`${head}${BLANK_LINE}`);
  if (header(head, 'expect')) patience = setTimeout(sendBody, CONTINUE_MS);
  else sendBody();

  return promise.finally(() => {
    clearTimeout(limit);
    clearTimeout(patience);
    socket.destroy();
  });
}

function write(socket: Socket, pieces: Buffer[]) {
  for (const piece of pieces) socket.write(piece);
}

function once(action: () => void) {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}

function encoderOf(transcript: Transcript, type: string): (value: string) => string {
  if (type.startsWith('application/json')) return (value) => JSON.stringify(value).slice(1, -1);
  // `curl -d` sends the text the shell gave it; a careful user escapes only characters that would split or change the value.
  if (transcript.name === 'curl-data') return (value) => value.replace(/[%&+]/g, encodeURIComponent);
  const style = formStyles[transcript.stack];
  if (!style) throw new Error(`${transcript.name}: no form style for ${transcript.stack}`);
  return (value) => formEncode(value, style);
}

function formEncode(value: string, { space, plain }: FormStyle): string {
  const bytes = Array.from(Buffer.from(value), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9]/.test(character) || plain.includes(character)) return character;
    return byte === 0x20 ? space : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return bytes.join('');
}

/** Puts the values in for the placeholders. Other bytes, those of files included, stay unchanged. */
function fill(template: Buffer, values: Values, encode: (value: string) => string): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', open + 2)) {
    const name = /^\{\{([A-Z_]+)\}\}/.exec(template.subarray(open, open + 40).toString())?.[1];
    if (name === undefined) continue;
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${name}`);
    pieces.push(template.subarray(from, open), Buffer.from(encode(value)));
    from = open + name.length + 4;
  }
  return Buffer.concat([...pieces, template.subarray(from)]);
}

/** A part of a multipart body whose own Content-Length, where the stack writes one (OkHttp), is corrected. */
function withPartLength(part: Buffer): Buffer {
  const cut = part.indexOf(BLANK_LINE);
  const head = part.subarray(0, Math.max(cut, 0)).toString();
  if (!/^content-length: *\d+$/im.test(head)) return part;
  const content = part.subarray(cut + BLANK_LINE.length);
  const length = content.length - '\r\n'.length;
  return Buffer.concat([Buffer.from(head.replace(/^(content-length: *)\d+$/im, `$1${length}`) + BLANK_LINE), content]);
}

/** A chunk after its size, in the stack's letter case. An empty value makes no chunk (size 0 ends a body). */
function sized(data: Buffer, sizeBefore: string): Buffer {
  if (data.length === 0) return data;
  const size = data.length.toString(16);
  return Buffer.concat([Buffer.from(`${/[A-F]/.test(sizeBefore) ? size.toUpperCase() : size}\r\n`), data, Buffer.from('\r\n')]);
}

type Chunks = { chunks: { size: string; data: Buffer }[]; complete: boolean };

function readChunks(body: Buffer): Chunks {
  const chunks: Chunks['chunks'] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) return { chunks, complete: false };
    const size = body.subarray(at, lineEnd).toString();
    const length = Number.parseInt(size, 16);
    if (length === 0) return { chunks, complete: body.indexOf('\r\n', lineEnd + 2) >= 0 };
    at = lineEnd + 2 + length + 2;
    if (at > body.length) return { chunks, complete: false };
    chunks.push({ size, data: body.subarray(lineEnd + 2, at - 2) });
  }
}

/** The answer's whole body, or nothing while bytes are missing. */
function readBody(head: string, rest: Buffer, closed: boolean): Buffer | undefined {
  if (header(head, 'transfer-encoding')) {
    const { chunks, complete } = readChunks(rest);
    return complete ? Buffer.concat(chunks.map((chunk) => chunk.data)) : undefined;
  }
  const length = header(head, 'content-length');
  if (length) return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
  return closed || / (204|304) /.test(head.split('\r\n')[0] ?? '') ? rest : undefined;
}

function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

function header(head: string, name: string): string {
  return headersOf(head)[name] ?? '';
}

function split(data: Buffer, separator: string): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = data.indexOf(separator); at >= 0; at = data.indexOf(separator, from)) {
    pieces.push(data.subarray(from, at));
    from = at + Buffer.byteLength(separator);
  }
  return [...pieces, data.subarray(from)];
}

function join(pieces: Buffer[], separator: string): Buffer {
  return Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [Buffer.from(separator), piece])));
}
