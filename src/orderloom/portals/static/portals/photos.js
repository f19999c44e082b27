/* photos.js - a phone sends photos of 1600 pixels, turned upright, without the place where they were taken; what it cannot
   read goes as it is: the server does the same. Loaded by whoever needs it, when a photo is chosen. */
const LONGEST = 1600, LIGHT = 400000;
export async function smaller(file) {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return file;
  try {
    const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
    const k = Math.min(1, LONGEST / Math.max(whole.width, whole.height));
    if (k === 1 && file.size < LIGHT) return file;
    const c = document.createElement("canvas"); c.width = Math.round(whole.width * k); c.height = Math.round(whole.height * k);
    c.getContext("2d").drawImage(whole, 0, 0, c.width, c.height);
    const made = await new Promise(done => c.toBlob(done, "image/jpeg", .85));
    return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch { return file; }
}
/* makes the photos that were chosen in the field small, unless others were chosen meanwhile */
export async function shrink(input) {
  const before = input.files, all = new DataTransfer();
  for (const one of before) all.items.add(await smaller(one));
  if (input.files === before) input.files = all.files;
}
