// The two ways in which untrusted input ends: a typed value, or one of these with a stable code.

export class MalformedSticker extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** Bytes that are not a trust list, a status list or a bundle. */
export class MalformedList extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** A well-formed list that this reader must not accept: rollback, too few signatures, a wrong key. */
export class RefusedList extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}
