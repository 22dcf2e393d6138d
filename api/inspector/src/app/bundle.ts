// The offline bundle: a zip with trust/<seq>.cose and status/<kid>.cwt, brought by cable or a messaging app.

import { unzipSync } from "fflate";
import { MalformedList } from "../format/errors";

const FILE_MAX = 8 << 20;
const ENTRY_MAX = 4 << 20;
const TOTAL_MAX = 32 << 20;
const ENTRIES_MAX = 1024;
const NAME = /^(?:trust\/[1-9][0-9]{0,9}\.cose|status\/[0-9a-f]{8}\.cwt)$/;

export interface Bundle {
  readonly trustFiles: readonly Uint8Array[];
  readonly statusFiles: readonly Uint8Array[];
}

export function unpackBundle(raw: Uint8Array): Bundle {
  if (raw.length > FILE_MAX) throw new MalformedList("bundle_length", "the bundle is too large");
  let entries = 0;
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    // The zip's own sizes are only claims; each part is inflated into a buffer of the claimed size and no more.
    files = unzipSync(raw, {
      filter: ({ name, originalSize }) => {
        entries += 1;
        total += originalSize;
        if (entries > ENTRIES_MAX || total > TOTAL_MAX || originalSize > ENTRY_MAX) throw new Error("too large");
        return NAME.test(name);
      },
    });
  } catch {
    throw new MalformedList("bundle_damaged", "a whole zip file was expected");
  }
  const under = (folder: string): Uint8Array[] =>
    Object.entries(files).filter(([name]) => name.startsWith(folder)).map(([, bytes]) => bytes);
  const bundle = { trustFiles: under("trust/"), statusFiles: under("status/") };
  if (bundle.trustFiles.length === 0) throw new MalformedList("bundle_empty", "the bundle holds no trust list");
  return bundle;
}
