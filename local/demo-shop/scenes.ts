/** Pictures of the demo's articles, in scenes/<name>.webp: drawn for this repository, under its licence. */
export const scenes = {
  pottery: 'Four vessels on a shelf in a pottery, in the light of a window',
  harbour: 'A red boathouse and a sailing boat in a harbour before sunrise',
  desk: 'A letter, a pen, a cup of coffee and an ink bottle on a green desk, from above',
} as const;
