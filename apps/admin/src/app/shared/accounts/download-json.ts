/** Gives the browser a file to keep, as if somebody had followed a link to it: as people can read it. */
export function downloadJson(content: unknown, name: string): void {
  const text = JSON.stringify(content, null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on it once the click is through.
  setTimeout(() => URL.revokeObjectURL(url));
}
