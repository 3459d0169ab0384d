import type { PageImage } from '../../catalog/public.ts';
import type { EntryView } from '../../content/public.ts';
import { absolute, local } from './addresses.ts';

export type Picture = NonNullable<EntryView['image']>;
type Rendition = NonNullable<PageImage['renditions']>[number];

/** What of a picture a page shows. */
interface Shown {
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly colour: string | null;
  readonly renditions: readonly Rendition[];
}

/** A picture as a template shows it: files to choose from, and the room that it takes before it is there. */
export interface PictureView {
  readonly sources: readonly { readonly type: string; readonly srcset: string }[];
  readonly src: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  /** Shown until the picture is there; null where it is not known. */
  readonly colour: string | null;
}

/** The picture with its files as pages have them. */
export const localised = (picture: Picture): Picture => ({
  ...picture,
  renditions: picture.renditions.map((one) => ({ ...one, url: local(one.url) })),
});

/** Files by width show the whole picture; those that are cut for previews are named otherwise. */
const isUncut = ({ url }: Rendition): boolean => /\/\d+\.\w+$/.test(url);
const COMMON_WIDTH = 960;
const common = (renditions: readonly Rendition[]): Rendition | undefined => {
  const plain = renditions.filter((one) => one.format === 'jpeg' && isUncut(one));
  return plain.findLast(({ width }) => width <= COMMON_WIDTH) ?? plain[0];
};

/** Shows a picture with its renditions. @param alt what it shows, where that is not the picture's own */
export const pictureView = (picture: Shown, alt = picture.alt): PictureView => {
  const { renditions, width, height, colour } = picture;
  const sources = ['avif', 'webp'].flatMap((format) => {
    const files = renditions.filter((one) => one.format === format && isUncut(one));
    if (files.length === 0) return [];
    return [{ type: `image/${format}`, srcset: files.map((one) => `${local(one.url)} ${one.width}w`).join(', ') }];
  });
  return { sources, src: local(common(renditions)?.url ?? ''), alt, width, height, colour };
};

/** Pixels of a picture elsewhere, of which no more is known than its address: the style cuts it to a square. */
const SQUARE = 800;
/** Shows a picture of a product: a medium, or an address elsewhere. */
export const productPicture = ({ url, alt, width, height, colour, renditions }: PageImage): PictureView =>
  width !== undefined && height !== undefined && renditions !== undefined
    ? pictureView({ alt, width, height, renditions, colour: colour ?? null })
    : { sources: [], src: local(url), alt, width: width ?? SQUARE, height: height ?? SQUARE, colour: null };

/** The picture that others show beside a link to a page, by its whole address: cut for that, where there is one. */
export const previewUrl = ({ renditions }: Pick<Shown, 'renditions'>): string | undefined => {
  const file = renditions.find(({ url }) => /\/1200x630[^/]*\.jpeg$/.test(url)) ?? common(renditions);
  return file && absolute(file.url);
};
