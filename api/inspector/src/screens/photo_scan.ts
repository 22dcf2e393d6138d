// A photo of a sticker instead of the camera's picture.

import { pixelsOf } from "../app/camera";
import { decode, warmUp } from "../app/decode";
import { chooseFile } from "../app/dom";
import { NotAPhoto, openPhoto } from "../app/photo";
import { readCode } from "../app/reading";
import { go } from "../app/shell";
import { app, listsToReadBy } from "../app/state";
import { w } from "../app/words";

/** Photos are larger than camera frames; the symbol may fill little of one. */
const SIZES = [1600, 2600, 900];

export async function scanPhoto(fault: HTMLElement): Promise<void> {
  fault.textContent = "";
  const file = await chooseFile("image/*");
  if (!file) return;
  try {
    await warmUp();
    const image = await openPhoto(file);
    const canvas = document.createElement("canvas");
    for (const size of SIZES) {
      const pixels = pixelsOf(image, canvas, size);
      const text = pixels && (await decode(pixels, true));
      if (text === null) continue;
      app.reading = await readCode(text, await listsToReadBy());
      return go("result");
    }
    fault.textContent = w("photo_no_code");
  } catch (error) {
    if (!(error instanceof NotAPhoto)) throw error;
    fault.textContent = w(error.fault);
  }
}
