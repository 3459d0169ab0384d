export { isOwnAddress, type Requested, readRequested, requestPictures } from './fetching/request-pictures.ts';
export { readFolders, readSoleUses, type Withdrawn, withdrawMedia } from './files/withdraw-media.ts';
export { type RefusalCode, refusals as mediaRefusals } from './media.ts';
export { noteUses } from './note-uses.ts';
export {
  commonUrl, Picture, pictureFrom, readListPictures, readPictures, readUsablePictures, StoredPicture,
} from './picture.ts'; // biome-ignore format: a list
