export { commonUrl, Picture, readPictures } from './picture.ts';
