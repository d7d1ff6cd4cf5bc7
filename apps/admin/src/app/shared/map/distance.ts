export { metresBetween } from '@passline/contracts/browser';
