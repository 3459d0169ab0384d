export { isOwnAddress, type Requested, readRequested, requestPictures } from './fetching/request-pictures.ts';
export { type RefusalCode, refusals as mediaRefusals } from './media.ts';
export { commonUrl, Picture, readPictures, readUsablePictures } from './picture.ts';
