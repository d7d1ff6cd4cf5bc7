/**
 * False when the browser does not allow it, or has no clipboard for pages because this one came by plain HTTP. The text
 * is on screen then and can be copied by hand.
 */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
