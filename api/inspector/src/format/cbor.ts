// Deterministic CBOR (RFC 8949 section 4.2.1), read by position: shortest heads only, definite lengths only.

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NULL = 0xf6;
const UINT = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
export const UINT_MAX = 2 ** 32 - 1;

/** `part` names the field that is wrong, or is cbor, order or trailing. */
export class CborError extends Error {
  constructor(
    readonly part: string,
    message: string,
  ) {
    super(message);
  }
}

/** Reads one value after another; is told at each step what must come next and throws CborError otherwise. */
export class CborReader {
  at = 0;

  constructor(readonly raw: Uint8Array) {}

  uint(part: string, low: number, high: number): number {
    const value = this.head(UINT, part);
    if (value < low || value > high) throw new CborError(part, `${part} must be ${low}..${high}, found ${value}`);
    return value;
  }

  octets(part: string, low: number, high: number): Uint8Array {
    return this.take(this.sized(BYTES, part, low, high), part);
  }

  text(part: string, low: number, high: number): string {
    const raw = this.take(this.sized(TEXT, part, low, high), part);
    try {
      return UTF8.decode(raw);
    } catch {
      throw new CborError(part, `${part} must be UTF-8`);
    }
  }

  array(part: string, low: number, high: number): number {
    return this.sized(ARRAY, part, low, high);
  }

  map(part: string, low: number, high: number): number {
    return this.sized(MAP, part, low, high);
  }

  /** Exactly these bytes; a fault is named `part`. */
  expect(encoded: ArrayLike<number>, part: string, what: string): void {
    for (let i = 0; i < encoded.length; i++) {
      const byte = this.raw[this.at + i];
      if (byte === undefined) this.truncated(what);
      if (byte !== encoded[i]) throw new CborError(part, `${what} was expected`);
    }
    this.at += encoded.length;
  }

  /** True, and past it, where null comes next. */
  null(): boolean {
    if (this.raw[this.at] !== NULL) return false;
    this.at += 1;
    return true;
  }

  uintOrNull(part: string, low: number, high: number): number | null {
    return this.null() ? null : this.uint(part, low, high);
  }

  get atEnd(): boolean {
    return this.at === this.raw.length;
  }

  end(): void {
    if (!this.atEnd) throw new CborError("trailing", `${this.raw.length - this.at} bytes after the end`);
  }

  private head(major: number, part: string): number {
    const first = this.raw[this.at];
    if (first === undefined) this.truncated(part);
    if (first >> 5 !== major) throw new CborError(part, `${part} has another CBOR type`);
    const short = first & 31;
    if (short < 24) {
      this.at += 1;
      return short;
    }
    if (short > 27) throw new CborError("cbor", `${part} has an indefinite or reserved head`);
    const width = 1 << (short - 24);
    const from = this.at + 1;
    if (from + width > this.raw.length) this.truncated(part);
    // Above 2**53 a number is no longer exact, but every bound is far below.
    const value = this.raw.subarray(from, from + width).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < [24, 2 ** 8, 2 ** 16, 2 ** 32][short - 24]!)
      throw new CborError("cbor", `${part} is written longer than it needs`);
    this.at = from + width;
    return value;
  }

  private sized(major: number, part: string, low: number, high: number): number {
    const size = this.head(major, part);
    if (size < low || size > high) throw new CborError(part, `${part} must have ${low}..${high}, found ${size}`);
    return size;
  }

  private take(size: number, part: string): Uint8Array {
    const end = this.at + size;
    if (end > this.raw.length) this.truncated(part);
    const taken = this.raw.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private truncated(part: string): never {
    throw new CborError("cbor", `the bytes end inside ${part}`);
  }
}
