/** What is copied for the reader. */

/** A frame may be kept from the clipboard, and to try all the same is told on the console; only Chromium says so beforehand. */
function allowed(): boolean {
  const { featurePolicy } = document as {
    featurePolicy?: { allowsFeature(name: string): boolean };
  };
  return featurePolicy?.allowsFeature('clipboard-write') ?? true;
}

/** Whether it could be done. */
export async function copyText(text: string): Promise<boolean> {
  if (!allowed()) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
