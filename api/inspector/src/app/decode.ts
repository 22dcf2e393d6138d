// A picture to the text of the QR symbol in it: zxing-wasm, and the small decoder `qr` where or while there is no wasm.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

let wasm: "loading" | "ready" | "missing" = "loading";
let started: Promise<void> | null = null;

/** Begins to load the decoder; the other one serves until it has come. */
export function warmUp(): Promise<void> {
  started ??= load();
  return started;
}

async function load(): Promise<void> {
  try {
    if (typeof WebAssembly === "undefined") throw new Error("this browser has no WebAssembly");
    // Without this it would be fetched from a content network.
    const overrides = { locateFile: (path: string): string => new URL(path, document.baseURI).href };
    await prepareZXingModule({ overrides, fireImmediately: true });
    wasm = "ready";
  } catch {
    wasm = "missing";
  }
}

export function decoderInUse(): "zxing" | "qr" {
  return wasm === "ready" ? "zxing" : "qr";
}

export async function decode(image: ImageData, patient = false): Promise<string | null> {
  if (wasm === "ready") {
    const options = { formats: ["QRCode"], tryHarder: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 1 } as const;
    const found = await readBarcodes(image, { ...options, formats: ["QRCode"], tryDenoise: patient });
    return found.find((symbol) => symbol.isValid)?.text ?? null;
  }
  const { decodeQR } = await import("qr/decode.js");
  try {
    return decodeQR(image);
  } catch {
    return null;
  }
}
