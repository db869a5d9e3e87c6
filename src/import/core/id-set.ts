// A bit for each id up to here; ids above are kept one by one.
const DENSE_MAX = 2 ** 30;

/** A set of ids, a bit each: a million take 125 kB. */
export class IdSet {
  #bits = new Uint8Array(1024);
  #sparse = new Set<number>();

  add(id: number): void {
    if (id >= DENSE_MAX) {
      this.#sparse.add(id);
      return;
    }
    const place = id >>> 3;
    if (place >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(place + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[place] = (this.#bits[place] ?? 0) | (1 << (id & 7));
  }

  delete(id: number): void {
    if (id >= DENSE_MAX) this.#sparse.delete(id);
    else if (this.has(id)) this.#bits[id >>> 3] = (this.#bits[id >>> 3] ?? 0) & ~(1 << (id & 7));
  }

  has(id: number): boolean {
    if (id >= DENSE_MAX) return this.#sparse.has(id);
    return ((this.#bits[id >>> 3] ?? 0) & (1 << (id & 7))) !== 0;
  }
}
