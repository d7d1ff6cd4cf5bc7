export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const;
export const mostPictureBytes = 8 * 1024 * 1024;
/** Decoded, a picture takes four bytes per pixel, however small its file is. */
export const mostPicturePixels = 50_000_000;
/** A smaller one looks bad on every screen. */
export const leastPictureSide = 200;
/** The widths in which the server keeps each picture, unless the original is narrower. */
export const pictureWidths = [320, 640, 1280] as const;
