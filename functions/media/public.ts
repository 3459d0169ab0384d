export { noteUses } from './note-uses.ts';
export {
  commonUrl, Picture, pictureFrom, readListPictures, readPictures, readUsablePictures, StoredPicture,
} from './picture.ts'; // biome-ignore format: a list
