import sharp from 'sharp';
import { until } from '../../prove/demo/client.ts';
import type { ShopClient } from './shop-client.ts';

/** Uploads a small picture to the running shop, and waits until it is ready; answers its id. */
export const uploadPicture = async ({ ask }: ShopClient): Promise<string> => {
  const { id, upload } = await ask('POST', '/admin/media/uploads', { alt: 'A sample' });
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, String(value));
  const background = { r: 40, g: 90, b: 160 };
  const png = await sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .png()
    .toBuffer();
  form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'sample.png');
  const answer = await fetch(upload.url, { method: 'POST', body: form });
  if (answer.status !== 201) throw new Error(`The sample’s picture was answered ${answer.status}.`);
  await until('the sample’s picture is not ready', async () => {
    const { status } = await ask('GET', `/admin/media/${id}`);
    return status === 'ready' || undefined;
  });
  return id;
};
