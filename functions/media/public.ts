export { commonUrl, Picture, readPictures, readUsablePictures } from './picture.ts';
