export { default } from './stack/boundaries.js';
