import { downloadFile } from './download-file.ts';

/** Downloads the content as a formatted JSON file. */
export const downloadJson = (content: unknown, name: string): void =>
  downloadFile(JSON.stringify(content, null, 2), 'application/json', name);
