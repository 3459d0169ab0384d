export { default } from './tools/boundaries.js';
