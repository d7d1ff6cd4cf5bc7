/** Downloads the content as a formatted JSON file. */
export function downloadJson(content: unknown, name: string): void {
  const text = JSON.stringify(content, null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download keeps its own reference after the click.
  setTimeout(() => URL.revokeObjectURL(url));
}
