// Photos: made smaller on the phone and written anew as JPEG, which drops where and when they were taken.

const LONGEST = 1600;
const QUALITY = 0.8;
const FILE_MAX = 50 << 20;

export type PhotoFault = "photo_too_large" | "photo_unreadable";

export class NotAPhoto extends Error {
  constructor(readonly fault: PhotoFault) {
    super(fault);
  }
}

export async function openPhoto(file: Blob): Promise<ImageBitmap> {
  if (file.size > FILE_MAX) throw new NotAPhoto("photo_too_large");
  try {
    return await createImageBitmap(file);
  } catch {
    throw new NotAPhoto("photo_unreadable");
  }
}

export async function smallJpeg(file: Blob): Promise<ArrayBuffer> {
  const image = await openPhoto(file);
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  if (!context) throw new NotAPhoto("photo_unreadable");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!jpeg) throw new NotAPhoto("photo_unreadable");
  return jpeg.arrayBuffer();
}
