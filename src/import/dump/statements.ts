const [QUOTE, DOUBLE, BACKTICK, BACKSLASH] = [0x27, 0x22, 0x60, 0x5c];
const [HASH, DASH, SLASH, STAR] = [0x23, 0x2d, 0x2f, 0x2a];
const [OPEN, CLOSE, COMMA, SEMICOLON, NEWLINE] = [0x28, 0x29, 0x2c, 0x3b, 0x0a];
const BLANKS = new Set([0x20, 0x09, 0x0d, NEWLINE, SEMICOLON]);

/** A longer statement is given in parts, cut between two rows. */
const PART_BYTES = 512 * 1024;

/** Bytes that are looked at together: a delimiter, `DELIMITER`, the beginning of a comment. */
const LOOK_AHEAD = 64;

/**
 * A statement of a dump, without its delimiter. `continued`: rows that go on with the statement before, without its beginning.
 * `truncated`: the file ended within it; `bytes` go up to the last whole row.
 */
export type Statement = { bytes: Buffer; continued: boolean; truncated: boolean };

/**
 * The statements of a dump, read as it comes: comments between statements are dropped, quotes and escapes are kept whole, and
 * memory holds no more than one part.
 */
export async function* statementsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Statement> {
  const scanner = new Scanner();
  for await (const chunk of chunks) yield* scanner.push(chunk);
  yield* scanner.end();
}

class Scanner {
  #buffer: Buffer = Buffer.alloc(0);
  /** Of the buffer: where the statement begins, up to where it was looked at, and the end of its last row. */
  #start = 0;
  #at = 0;
  #rowEnd = -1;
  #depth = 0;
  /** The quote that is open, or 0. */
  #quote = 0;
  #continued = false;
  #delimiter = ';';
  #isEnd = false;

  *push(chunk: Buffer): Generator<Statement> {
    // what is used up goes; the rest stays in front of what is new
    const rest = this.#buffer.subarray(this.#start);
    this.#buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#at -= this.#start;
    this.#rowEnd = this.#rowEnd < 0 ? -1 : this.#rowEnd - this.#start;
    this.#start = 0;
    yield* this.#scan();
  }

  *end(): Generator<Statement> {
    this.#isEnd = true;
    yield* this.#scan();
    const isBlank = this.#buffer.subarray(this.#start).every((byte) => BLANKS.has(byte));
    if (isBlank) return;
    const bytes = this.#buffer.subarray(this.#start, Math.max(this.#rowEnd, this.#start));
    yield { bytes, continued: this.#continued, truncated: true };
  }

  *#scan(): Generator<Statement> {
    for (;;) {
      const left = this.#buffer.length - this.#at;
      if (left <= 0 || (left < LOOK_AHEAD && !this.#isEnd)) return;
      if (this.#quote !== 0) {
        if (!this.#closeQuote()) return;
        continue;
      }
      const statement = this.#next();
      if (statement === 'more') return;
      if (statement) yield statement;
    }
  }

  /** Goes one token on. Gives a statement that ended; 'more' where the next bytes decide. */
  #next(): Statement | 'more' | undefined {
    const buffer = this.#buffer;
    const byte = buffer[this.#at] ?? 0;
    const next = buffer[this.#at + 1] ?? 0;
    const isFirst = this.#at === this.#start && !this.#continued;
    if (isFirst && BLANKS.has(byte)) {
      this.#at += 1;
      this.#begin(false);
      return undefined;
    }
    if (isFirst && /^delimiter\s/i.test(buffer.toString('latin1', this.#at, this.#at + 10))) return this.#readDelimiter();
    if (byte === HASH || (byte === DASH && next === DASH)) return this.#skipComment('\n', isFirst);
    if (byte === SLASH && next === STAR) return this.#skipComment('*/', false);
    if (byte === QUOTE || byte === DOUBLE || byte === BACKTICK) {
      this.#quote = byte;
      this.#at += 1;
      return undefined;
    }
    if (byte === this.#delimiter.charCodeAt(0) && this.#isDelimiter()) return this.#finish();
    if (byte === COMMA && this.#depth === 0 && this.#rowEnd - this.#start > PART_BYTES) return this.#part();
    this.#at += 1;
    if (byte === OPEN) this.#depth += 1;
    if (byte === CLOSE) {
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0) this.#rowEnd = this.#at;
    }
    return undefined;
  }

  /** To the end of the open quote. False where it is not in the buffer. A doubled quote opens the next one at once. */
  #closeQuote(): boolean {
    const buffer = this.#buffer;
    const { length } = buffer;
    for (let at = this.#at; at < length; at += 1) {
      const byte = buffer[at];
      if (byte === BACKSLASH && this.#quote !== BACKTICK) {
        if (at + 1 >= length) {
          this.#at = at;
          return false;
        }
        at += 1;
      } else if (byte === this.#quote) {
        this.#at = at + 1;
        this.#quote = 0;
        return true;
      }
    }
    this.#at = length;
    return false;
  }

  #skipComment(end: string, isDropped: boolean): 'more' | undefined {
    const found = this.#buffer.indexOf(end, this.#at + 1);
    if (found < 0) {
      if (this.#isEnd) this.#at = this.#buffer.length;
      if (this.#isEnd && isDropped) this.#begin(false);
      return 'more';
    }
    this.#at = found + end.length;
    if (isDropped) this.#begin(false);
    return undefined;
  }

  #readDelimiter(): 'more' | undefined {
    const end = this.#buffer.indexOf('\n', this.#at);
    if (end < 0 && !this.#isEnd) return 'more';
    const line = this.#buffer.toString('latin1', this.#at, end < 0 ? this.#buffer.length : end);
    this.#delimiter = line.slice('delimiter'.length).trim() || ';';
    this.#at = end < 0 ? this.#buffer.length : end + 1;
    this.#begin(false);
    return undefined;
  }

  #isDelimiter(): boolean {
    const { length } = this.#delimiter;
    return length === 1 || this.#buffer.toString('latin1', this.#at, this.#at + length) === this.#delimiter;
  }

  #finish(): Statement {
    const statement = { bytes: this.#buffer.subarray(this.#start, this.#at), continued: this.#continued, truncated: false };
    this.#at += this.#delimiter.length;
    this.#begin(false);
    return statement;
  }

  #part(): Statement {
    const statement = { bytes: this.#buffer.subarray(this.#start, this.#rowEnd), continued: this.#continued, truncated: false };
    this.#at += 1;
    this.#begin(true);
    return statement;
  }

  #begin(continued: boolean): void {
    this.#start = this.#at;
    this.#rowEnd = -1;
    this.#depth = 0;
    this.#continued = continued;
  }
}
