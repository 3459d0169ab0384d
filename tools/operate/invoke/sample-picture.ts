import sharp from 'sharp';
import { until } from '../../prove/demo/client.ts';
import { postForm } from '../../prove/demo/post-form.ts';
import type { ShopClient } from './shop-client.ts';

/** Uploads a small picture to the running shop, and waits until it is ready; answers its id. */
export const uploadPicture = async ({ ask }: ShopClient): Promise<string> => {
  const { id, upload } = await ask('POST', '/admin/media/uploads', { alt: 'A sample' });
  const background = { r: 40, g: 90, b: 160 };
  const png = await sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .png()
    .toBuffer();
  const status = await postForm(upload, png, 'sample.png');
  if (status !== 201) throw new Error(`The sample’s picture was answered ${status}.`);
  await until('the sample’s picture is not ready', async () => {
    const found = await ask('GET', `/admin/media/${id}`);
    return found.status === 'ready' || undefined;
  });
  return id;
};
