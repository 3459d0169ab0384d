/** Where a part of a picture is, as shares of its width and height. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
/** A colour's red, green, blue and alpha, each from 0 to 255. */
export type Colour = readonly [number, number, number, number];

/** The patch in the upper left corner tells how the picture stands: its colour is nowhere else. */
export const MARK: Colour = [220, 30, 40, 255];
/** Flat patches, row by row: grey steps, skin, the six strong colours at a screen's edge and some that are between. */
export const PATCHES: readonly (readonly Colour[])[] = [
  [MARK, [243, 243, 242, 255], [200, 200, 200, 255], [52, 52, 52, 255]],
  [[115, 82, 68, 255], [98, 122, 157, 255], [87, 108, 67, 255], [0, 160, 0, 255]],
  [[20, 30, 230, 255], [214, 126, 44, 255], [94, 60, 108, 255], [103, 189, 170, 255]],
]; // biome-ignore format: a table
export const [COLUMNS, ROWS] = [4, 3];

/** The middle of each patch, where no encoder's blocks see a neighbour. */
export const patchBoxes: readonly Box[] = PATCHES.flatMap((row, y) =>
  row.map((_, x) => ({
    left: (x + 0.3) / COLUMNS,
    top: (y + 0.3) / ROWS,
    width: 0.4 / COLUMNS,
    height: 0.4 / ROWS,
  })),
);

/** Divides a part of a picture into whole boxes: what a photograph is compared by. */
export const gridOf = (part: Box, columns = 8, rows = 6): Box[] =>
  Array.from({ length: columns * rows }, (_, index) => {
    const [width, height] = [part.width / columns, part.height / rows];
    const [x, y] = [index % columns, Math.floor(index / columns)];
    return { left: part.left + x * width, top: part.top + y * height, width, height };
  });

/** Draws the card as raw RGBA. @param shift patches move on by so many places, all but the mark: another frame */
export const cardPixels = (
  width: number,
  height: number,
  alphaOf = (_x: number, _y: number) => 255,
  shift = 0,
): Buffer => {
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * ROWS) / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x * COLUMNS) / width);
      const at = row * COLUMNS + column;
      const moved = at === 0 ? 0 : 1 + ((at - 1 + shift) % (COLUMNS * ROWS - 1));
      const [r, g, b] = PATCHES[Math.floor(moved / COLUMNS)]?.[moved % COLUMNS] ?? MARK;
      pixels.set([r, g, b, alphaOf(column, row)], (y * width + x) * 4);
    }
  }
  return pixels;
};
