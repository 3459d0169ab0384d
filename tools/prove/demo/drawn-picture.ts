import sharp from 'sharp';
import { PICTURES, pictureAt } from '../../../local/demo-shop/pictures.ts';

/** The demo shop's drawing of a product as a PNG, which may be uploaded. */
export const drawnPicture = async (slug: string): Promise<Buffer> => {
  const svg = pictureAt(`${PICTURES}${slug}.svg`)?.body ?? '';
  return sharp(Buffer.from(svg)).png().toBuffer();
};
