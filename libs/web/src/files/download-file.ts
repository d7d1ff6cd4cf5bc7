/** Downloads a text as a file. */
export function downloadFile(text: string, type: 'application/json' | 'text/csv', name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download keeps its own reference after the click.
  setTimeout(() => URL.revokeObjectURL(url));
}
